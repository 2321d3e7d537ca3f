import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { registry } from '../src/runtime/metrics.ts';
import { readProjectFile } from './support/source-files.ts';

const DASHBOARD = z.object({
  uid: z.string(),
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), type: z.string(), query: z.unknown() })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string(),
      gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
      targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })).min(1),
    }),
  ),
});
const ALERTS = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Ventanilla[A-Za-z]+$/),
          expr: z.string(),
          for: z
            .string()
            .regex(/^\d+[smh]$/)
            .optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

const dashboard = DASHBOARD.parse(JSON.parse(readProjectFile('docs/operating/grafana-dashboard.json')));
const rules = ALERTS.parse(parse(readProjectFile('docs/operating/prometheus-alerts.yml'))).groups.flatMap((group) => group.rules);
const expressions = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr, legendFormat }) => ({ place: title, expr, shown: legendFormat })),
  ),
  ...dashboard.templating.list.map(({ name, query }) => ({ place: `variable ${name}`, expr: JSON.stringify(query) ?? '', shown: '' })),
  ...rules.map(({ alert, expr, annotations }) => ({ place: alert, expr, shown: `${annotations.summary} ${annotations.description}` })),
];

/** Every series that /metrics gives, with its labels; a histogram has three. */
const series = new Map<string, string[]>(
  registry.getMetricsAsArray().flatMap((metric) => {
    const labels = [...((metric as unknown as { labelNames?: readonly string[] }).labelNames ?? [])];
    const isHistogram = String(metric.type) === 'histogram';
    return [
      [metric.name, labels] as const,
      ...(isHistogram
        ? ([
            [`${metric.name}_bucket`, [...labels, 'le']],
            [`${metric.name}_sum`, labels],
            [`${metric.name}_count`, labels],
          ] as const)
        : []),
    ] as [string, string[]][];
  }),
);
// Prometheus adds them to whatever it reads.
const ADDED = ['instance', 'job'];

/** Each metric of an expression with the labels that it is asked by. */
const metricsIn = (expr: string): { name: string; labels: string[] }[] =>
  [...expr.matchAll(/\b(ventanilla_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', matchers = '']) => ({
    name,
    labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  }));

test('every expression asks for metrics that we give, by labels that they have', () => {
  expect(expressions.length).toBeGreaterThan(20);
  const wrong = expressions.flatMap(({ place, expr }) => {
    const found = metricsIn(expr);
    // A data source is chosen, not asked.
    if (found.length === 0) return place === 'variable datasource' ? [] : [`${place}: no metric of ours`];
    return found.flatMap(({ name, labels }) => {
      const known = series.get(name);
      if (!known) return [`${place}: ${name}`];
      return labels.filter((label) => !known.includes(label)).map((label) => `${place}: ${name}{${label}}`);
    });
  });
  expect(wrong).toEqual([]);
});

test('what is grouped by, named in legends or in alerts, is a label of the metric', () => {
  const wrong = expressions.flatMap(({ place, expr, shown }) => {
    const known = [...metricsIn(expr).flatMap(({ name }) => series.get(name) ?? []), ...ADDED];
    const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(',').map((label) => label.trim()));
    const named = [...shown.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);
    // What a sum has grouped away can no longer be named.
    const left = grouped.length > 0 ? named.filter((label) => !grouped.includes(label)) : named.filter((label) => !known.includes(label));
    return [...grouped.filter((label) => !known.includes(label)), ...left].map((label) => `${place}: ${label}`);
  });
  expect(wrong).toEqual([]);
});

test('expressions are balanced', () => {
  for (const { place, expr } of expressions)
    for (const [open, close] of ['()', '{}', '[]'])
      expect(expr.split(open ?? '').length, `${place}: ${open}${close}`).toBe(expr.split(close ?? '').length);
});

test('no two panels have one id or lie on each other, and none is wider than the page', () => {
  const { panels } = dashboard;
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  for (const [index, { title, gridPos: one }] of panels.entries()) {
    expect(one.x + one.w, title).toBeLessThanOrEqual(24);
    for (const { gridPos: other, title: second } of panels.slice(index + 1)) {
      const isApart = one.x + one.w <= other.x || other.x + other.w <= one.x || one.y + one.h <= other.y || other.y + other.h <= one.y;
      expect(isApart, `${title} and ${second}`).toBe(true);
    }
  }
});

test('no two alerts have one name', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
});

test('every metric of ours is watched by a panel or an alert', () => {
  const watched = new Set(expressions.flatMap(({ expr }) => metricsIn(expr).map(({ name }) => name.replace(/_bucket$/, ''))));
  const ours = [...series.keys()].filter((name) => !/^ventanilla_(?:process|nodejs)_|_(?:bucket|sum|count)$/.test(name));
  expect(ours.length).toBeGreaterThan(6);
  expect(ours.filter((name) => !watched.has(name))).toEqual([]);
});
