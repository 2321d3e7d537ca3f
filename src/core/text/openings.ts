import { lettersOf, startsOf } from './pattern-starts.ts';

/**
 * Patterns by the letters that a match can begin with: each is tried only at the words that it can begin at, in place of
 * looking through the whole text for every one of them.
 */
export type Openings = {
  /** The patterns, each anchored to the place it is tried at. */
  patterns: readonly RegExp[];
  /** A tree of letters as one table: the node that a letter of class c leads to from node n is at `n * CLASSES + c`, 0 for none. */
  next: Uint16Array;
  /** By node, the patterns that can begin with the letters that lead to it. */
  open: readonly (readonly number[])[];
};

/** Letters that are looked at, also of the second word. Of the phrases of the category four letters let twice as many be tried in vain, ten take thrice as long to work out at the start. */
const DEPTH = 6;
/** 26 letters, ten figures, and whatever else as one. */
const CLASSES = 37;
const ELSE = 36;
/** As many as a number of two bytes tells apart: the smaller the table, the more of it stays in the processor's cache. */
const MOST_NODES = 65_536;

const CLASS_OF = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 97 && code <= 122 ? code - 97 : code >= 48 && code <= 57 ? code - 22 : ELSE,
);

type Node = { next: Map<number, Node>; open: Set<number> };

/** Works the openings out from the patterns' sources. Each must begin at a word's boundary with a letter or figure; throws where one may begin with anything. */
export const openingsOf = (patterns: readonly RegExp[]): Openings => {
  const root: Node = { next: new Map(), open: new Set() };
  for (const [index, pattern] of patterns.entries()) {
    for (const start of startsOf(pattern.source, DEPTH)) {
      if (!/^[a-z0-9]/.test(start)) throw new RangeError(`expected a pattern that begins with a letter, got "${start}" of ${pattern}`);
      nodeOf(root, lettersOf(start)).open.add(index);
    }
  }
  return { patterns: patterns.map(({ source }) => new RegExp(source, 'y')), ...laidOut(root) };
};

/** The patterns that can begin at a word's start; most words begin none. */
export const openingAt = ({ next, open }: Openings, text: string, start: number): readonly number[] => {
  let node = 0;
  for (let i = start; i < start + DEPTH; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 0;
    const following = next[node * CLASSES + (code < 128 ? (CLASS_OF[code] ?? ELSE) : ELSE)] ?? 0;
    if (following === 0) break;
    node = following;
  }
  return open[node] ?? [];
};

/** The match of a pattern exactly there, or null. */
export const matchAt = ({ patterns }: Openings, index: number, text: string, start: number): RegExpExecArray | null => {
  const pattern = patterns[index];
  if (!pattern) return null;
  pattern.lastIndex = start;
  return pattern.exec(text);
};

/** Where the match of a pattern that begins exactly there ends, or -1: the same as `matchAt` without a copy of the words. */
export const matchEnd = ({ patterns }: Openings, index: number, text: string, start: number): number => {
  const pattern = patterns[index];
  if (!pattern) return -1;
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : -1;
};

const nodeOf = (root: Node, letters: string): Node => {
  let node = root;
  for (let i = 0; i < letters.length; i++) {
    const letter = CLASS_OF[letters.charCodeAt(i)] ?? ELSE;
    const following = node.next.get(letter) ?? { next: new Map(), open: new Set<number>() };
    node.next.set(letter, following);
    node = following;
  }
  return node;
};

/** The tree as a table. A shorter opening is one of what lies behind it too, so that the last node that is reached says all. */
const laidOut = (root: Node): { next: Uint16Array; open: number[][] } => {
  const nodes = [root];
  for (const node of nodes)
    for (const following of node.next.values()) {
      for (const index of node.open) following.open.add(index);
      nodes.push(following);
    }
  const places = new Map(nodes.map((node, place) => [node, place]));
  if (nodes.length > MOST_NODES) throw new RangeError(`expected at most ${MOST_NODES} nodes, got ${nodes.length}`);
  const next = new Uint16Array(nodes.length * CLASSES);
  for (const [place, node] of nodes.entries())
    for (const [letter, following] of node.next) next[place * CLASSES + letter] = places.get(following) ?? 0;
  return { next, open: nodes.map(({ open }) => [...open]) };
};
