import { expect, test } from 'vitest';
import { composeAgentNotice } from '../../../src/core/policy/agent-notice.ts';
import { konecta } from '../../support/profiles.ts';

const ticket = (index: number) => ({
  folio: `MXL-26-${String(index).padStart(6, '0')}-0`,
  area: 'reparaciones' as const,
  city: index % 2 === 0 ? ('mexicali' as const) : null,
  dueAt: new Date('2026-11-26T18:00:00Z'),
});
const noticeOf = (count: number) =>
  composeAgentNotice(
    Array.from({ length: count }, (_, index) => ticket(index)),
    konecta(),
  );

test('no ticket is no notice', () => {
  expect(noticeOf(0)).toBeNull();
});

test('one ticket is named in the subject, several are counted there and listed', () => {
  expect(noticeOf(1)?.subject).toBe('Se le asignó el reporte MXL-26-000000-0');
  expect(noticeOf(2)?.subject).toBe('Se le asignaron 2 reportes');
  expect(noticeOf(2)?.text).toMatch(
    /^- MXL-26-000000-0 \(reparaciones, Mexicali\): vence el jueves, 26 de noviembre de 2026.*\n- MXL-26-000001-0 \(reparaciones\)/m,
  );
});

test('fifty are listed, of more the rest is counted', () => {
  expect(noticeOf(50)?.text.match(/^- /gm)).toHaveLength(50);
  expect(noticeOf(52)?.text).toContain('\n- y 2 más\n');
});
