import { describe, expect, test } from '@jest/globals';
import { decodeNodeId, encodeNodeId } from '../../../src/sandbox/github/state/node-id.ts';

describe('node ids', () => {
  // Ids that GitHub's documentation and API show.
  test.each([
    ['R_kgDOBBbrOA', 'R', [68610872]],
    ['U_kgDOADhAXA', 'U', [3686492]],
    ['I_kwDOBBbrOM5h9zhy', 'I', [68610872, 1643591794]],
  ])('%s is read as GitHub means it', (id, prefix, parts) => {
    expect(decodeNodeId(id)).toEqual({ prefix, parts });
    expect(encodeNodeId(prefix, ...parts)).toBe(id);
  });

  test.each([
    ['C', [68610872, 'a'.repeat(40)]],
    ['REF', [1, 'refs/heads/clusterops/ünï']],
    ['REF', [1, `refs/heads/${'x'.repeat(300)}`]],
    ['CR', [1, 12_345_678_901]],
  ])('%s of %j survives the way there and back', (prefix, parts) => {
    expect(decodeNodeId(encodeNodeId(prefix, ...parts))).toEqual({ prefix, parts });
  });

  test.each(['', 'R_', 'R', 'r_kgDOBBbrOA', 'R_!!!!', 'R_kgDOBBbrOAAA', 'MDQ6VXNlcjE='])('%j is none', (id) => {
    expect(decodeNodeId(id)).toBeUndefined();
  });
});
