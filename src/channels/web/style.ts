// In: a company's colours. Out: the style sheet of its pages, on which every text has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).

/** `#rrggbb` each: the company's colour, what is written on it, and the ground of the page. */
export type Look = { colour: string; onColour: string; background: string };

const INK = '#1b1b1b';
const MIN_CONTRAST = 4.5;

export const styleOf = ({ colour, onColour, background }: Look): string => {
  const onBar = contrastOf(onColour, colour) >= MIN_CONTRAST ? onColour : bestOn(colour);
  const ground = contrastOf(INK, background) >= 7 ? background : '#ffffff';
  const link = Math.min(contrastOf(colour, '#ffffff'), contrastOf(colour, ground)) >= MIN_CONTRAST ? colour : INK;
  return `:root{--bar:${colour};--on-bar:${onBar};--ground:${ground};--link:${link};--ink:${INK};--error:#a30000}${SHEET}`;
};

/** WCAG 2.2, relative luminance and contrast ratio of two `#rrggbb`. */
export const contrastOf = (one: string, other: string): number => {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const linear = (share: number): number => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4);

/** White or black: one of the two has 4.58 to 1 or more on any colour. */
const bestOn = (colour: string): string => (contrastOf('#ffffff', colour) >= contrastOf('#000000', colour) ? '#ffffff' : '#000000');

const SHEET = `
*{box-sizing:border-box}
html{font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;color:var(--ink);background:var(--ground)}
body{margin:0;padding:1rem}
main,header{padding:1.25rem}
.sheet{max-width:38rem;margin:0 auto;background:#fff}
header{padding-block:.75rem;font-size:1.125rem;font-weight:700;color:var(--on-bar);background:var(--bar)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.125rem;margin:0 0 .5rem}
p{margin:0 0 1rem}
a{color:var(--link)}
.field{margin:0 0 1.25rem}
label{display:block;margin:0 0 .25rem;font-weight:600}
.hint{margin:0 0 .25rem;color:#4a4a4a;font-size:.9375rem}
.error{margin:0 0 .25rem;color:var(--error);font-weight:600}
input,select,textarea{display:block;width:100%;min-height:2.75rem;padding:.5rem .625rem;font:inherit;color:inherit;background:#fff;border:1px solid #5c5c5c;border-radius:.25rem}
textarea{min-height:9rem;resize:vertical}
[aria-invalid=true]{border:2px solid var(--error)}
button{min-height:2.75rem;padding:.625rem 1.5rem;font:inherit;font-weight:600;color:var(--on-bar);background:var(--bar);border:2px solid transparent;border-radius:.25rem;cursor:pointer}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.summary{margin:0 0 1.5rem;padding:1rem;border:3px solid var(--error)}
.summary ul{margin:0;padding-left:1.25rem}
.summary a{color:var(--error)}
.trap{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
.number{font-weight:600;overflow-wrap:anywhere}
footer{margin-top:1.5rem;padding-top:1rem;border-top:1px solid #c4c4c4;font-size:.9375rem}
footer ul{margin:0;padding:0;list-style:none}
footer li{padding:.25rem 0}
footer a{display:inline-block;min-height:1.5rem}
@media (forced-colors:active){button{border-color:ButtonText}}
`;
