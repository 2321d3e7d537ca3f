import { expect, test } from 'vitest';
import { askMatter, MATTER_CHOICES } from '../../../src/core/policy/actions/ask-matter.ts';
import { areaOf } from '../../../src/core/policy/area.ts';
import { read } from '../../../src/core/read/read.ts';
import { konecta, monet } from '../../support/profiles.ts';

test.each(MATTER_CHOICES.flatMap(({ id, title }) => [konecta(), monet()].map((profile) => [id, title, profile] as const)))(
  '%s: the words «%s» are read as a matter of an area',
  (id, text, profile) => {
    const { category } = read({ company: profile.company, channel: 'whatsapp', subject: null, text }, profile);
    expect(`matter-${category.value}`).toBe(id);
    expect(areaOf(category.value)).not.toBeNull();
  },
);

const REVIEW = { disposition: 'review', reviewedAt: null, channel: 'whatsapp' } as const;
test('only a chat in review is asked, once, and while it is open', () => {
  expect(askMatter(REVIEW, true)).toEqual({ kind: 'done' });
  expect(askMatter(REVIEW, false)).toMatchObject({ because: 'window-closed' });
  expect(askMatter({ ...REVIEW, channel: 'email' }, true)).toMatchObject({ because: 'no-channel' });
  expect(askMatter({ ...REVIEW, reviewedAt: new Date() }, true)).toMatchObject({ because: 'not-in-review' });
  expect(askMatter({ ...REVIEW, disposition: 'ticket' }, true)).toMatchObject({ because: 'not-in-review' });
});
