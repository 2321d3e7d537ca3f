// What pages do beyond forms and htmx: browser notices and live updates. Works without; no library but htmx.
'use strict';
