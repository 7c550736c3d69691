import type { TemplateSpec } from '../../cluster/spec.ts';
import { type Finding, fault, type Place } from '../../finding.ts';
import type { Located, LocatedScalar } from '../source/located.ts';
import type { SourceDocument } from '../source/read-documents.ts';
import { enumerated } from './enumerated.ts';
import type { Piece } from './substitute.ts';

/*
 * What a value of a command may do: stand where it stands, as a word or a part of one. So the template is rendered a second time
 * with a mark in the place of each use of such a value. The real objects must be those with the marks, each mark replaced by its
 * text: then no text has ended a word, a line, a mapping or a document, and whatever stands beside it is what the template says.
 */

const mark = (index: number): string => `xclusteropsmark${index}x`;
const marks = /xclusteropsmark(\d+)x/g;

/** Whether anything of the command stands in the text. */
export function isAsked({ asked }: Piece): boolean {
  return asked.length > 0;
}

/** The pieces with marks for what the command says. */
export function promisedPieces(pieces: readonly Piece[]): readonly Piece[] {
  return pieces.map((piece, index) => (isAsked(piece) ? { ...piece, text: mark(index) } : piece));
}

/** Where the real objects are not those that the template promises. */
export function checkPromise(
  { text, documents: promised }: { readonly text: string; readonly documents: readonly SourceDocument[] },
  real: readonly SourceDocument[],
  pieces: readonly Piece[],
  spec: TemplateSpec,
): readonly Finding[] {
  if (promised.length !== real.length) {
    const difference = `the template makes ${real.length} objects instead of ${promised.length}.`;
    return [brokenPromise(pieces, difference, undefined)];
  }
  const replaced = (expected: string): string =>
    expected.replace(marks, (found, index: string) => pieces[Number(index)]?.text ?? found);
  const same = createComparison(text, replaced);
  return promised.flatMap((expected, index): readonly Finding[] => {
    const made = real[index];
    if (made === undefined) return [];
    const { kind = '', apiVersion = '', namespace = '', name = '' } = expected;
    const fixed = [kind, apiVersion, namespace].every((each) => replaced(each) === each);
    if (!fixed || !same(expected.root, made.root, false)) {
      const difference = `${kind || 'an object'} ${made.name ?? ''} is not built as the template has it.`;
      return [brokenPromise(pieces, difference, made.place(made.root.at))];
    }
    const named = made.name ?? '';
    // Identities are there to be shared.
    if (replaced(name) === name || named === spec.name || named.startsWith(`${spec.name}-`) || /Identity$/.test(kind)) {
      return [];
    }
    const message = `${kind} ${named} has its name from the command, and it could be one of another cluster.`;
    const cure = `Begin its name with \${CLUSTER_NAME}- in the template, or give a name that begins with ${spec.name}-.`;
    return [fault('template/value-invalid', message, { cure, place: made.place(made.root.at) })];
  });
}

/** The values of the command change more than the words that they stand in. */
export function brokenPromise(pieces: readonly Piece[], difference: string, place: Place | undefined): Finding {
  const names = [...new Set(pieces.flatMap(({ asked }) => asked))];
  const what = `the value${names.length === 1 ? '' : 's'} of ${enumerated(names)}`;
  const message = `With ${what} from the command, ${difference}`;
  return fault('template/value-invalid', message, place === undefined ? {} : { place });
}

/** In brackets and braces the YAML of Go, which Argo CD, Flux and kubectl read with, takes these without quotes as more than text. */
const splitsInFlow = /^:|\?/;

function createComparison(text: string, replaced: (expected: string) => string) {
  const isFlow = ({ at }: Located): boolean => text[at] === '{' || text[at] === '[';

  /** As written, so that a number may stand where the mark was a word; with quotes only if there were quotes. */
  const sameText = (expected: string, made: string, flow: boolean): boolean => {
    const wanted = replaced(expected);
    return wanted === made && (wanted === expected || !flow || !splitsInFlow.test(wanted));
  };
  const sameScalar = (expected: LocatedScalar, made: LocatedScalar, flow: boolean): boolean => {
    if (expected.source !== undefined && made.source !== undefined) {
      return sameText(expected.source, made.source, flow);
    }
    return expected.source === made.source && sameText(String(expected.value), String(made.value), false);
  };

  const same = (expected: Located, made: Located, inFlow: boolean): boolean => {
    const flow = inFlow || isFlow(expected);
    if (expected.kind === 'map' && made.kind === 'map') {
      const theirs = [...made.entries];
      return (
        expected.entries.size === theirs.length &&
        [...expected.entries].every(([key, { value }], index) => {
          const [otherKey = '', other] = theirs[index] ?? [];
          return other !== undefined && sameText(key, otherKey, flow) && same(value, other.value, flow);
        })
      );
    }
    if (expected.kind === 'list' && made.kind === 'list') {
      return (
        expected.items.length === made.items.length &&
        expected.items.every((item, index) => {
          const other = made.items[index];
          return other !== undefined && same(item, other, flow);
        })
      );
    }
    return expected.kind === 'scalar' && made.kind === 'scalar' && sameScalar(expected, made, flow);
  };
  return same;
}
