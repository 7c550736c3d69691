import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type LockBook, lockFinding } from '../../../src/domain/locks/findings.ts';
import {
  decodeLocks,
  type Lock,
  lockAgainst,
  longestList,
  withLock,
  withoutLock,
} from '../../../src/domain/locks/lock.ts';
import { lockIssueBody, locksReply } from '../../../src/domain/report/lock-text.ts';
import { createSigner } from '../../../src/domain/text/marker.ts';
import type { KeptIssue } from '../../../src/ports/kept-issues.ts';
import { lockMarker, readLockBook } from '../../../src/workflows/lock-book.ts';

const ada = { id: 1, login: 'ada' };
const bob = { id: 2, login: 'bob' };
const since = Date.UTC(2026, 10, 26, 12);
const shop: Lock = { cluster: 'shop', owner: ada, reason: 'load test', since };
const cart: Lock = { cluster: 'cart', owner: bob, since };

describe('a lock', () => {
  test('keeps out everybody but its owner', () => {
    expect(lockAgainst([shop], 'shop', ada.id)).toBeUndefined();
    expect(lockAgainst([shop], 'shop', bob.id)).toBe(shop);
    expect(lockAgainst([shop], 'shop', undefined)).toBe(shop);
    expect(lockAgainst([shop], 'cart', bob.id)).toBeUndefined();
  });

  test('takes the place of another on the same cluster', () => {
    const again = { ...shop, reason: 'longer' };
    expect(withLock([cart, shop], again)).toEqual([cart, again]);
    expect(withoutLock([cart, shop], 'shop')).toEqual([cart]);
  });

  test('says who, since when and why', () => {
    const book: LockBook = { state: 'read', locks: [shop] };
    expect(lockFinding(book, 'shop', bob.id)).toMatchObject({
      code: 'lock/held',
      message: 'shop is locked by ada since 2026-11-26 12:00 UTC: load test',
    });
    expect(lockFinding(book, 'shop', ada.id)).toBeUndefined();
  });
});

describe('the issue that keeps the locks', () => {
  const signer = createSigner({ secret: 'one' });
  const issue = (body: string, more: Partial<KeptIssue> = {}): KeptIssue => ({
    nodeId: 'I_3',
    comments: 0,
    number: 7,
    url: 'https://example.com/7',
    body,
    open: true,
    foreign: false,
    ...more,
  });
  const marker = lockMarker(signer, 1, [shop, cart]);
  const text = `${lockIssueBody([shop, cart], marker.length)}\n${marker}`;

  test('gives back what was put in', () => {
    expect(readLockBook(signer, 1, [issue(text)])).toEqual({ state: 'read', locks: [shop, cart] });
    expect(readLockBook(signer, 1, [])).toEqual({ state: 'read', locks: [] });
  });

  test('loses no lock where two were opened at once', () => {
    const of = (locks: readonly Lock[]) => issue(lockMarker(signer, 1, locks));
    expect(readLockBook(signer, 1, [of([shop]), of([cart])])).toEqual({ state: 'read', locks: [shop, cart] });
  });

  test.each<[string, KeptIssue]>([
    ['that somebody edited', issue(text, { foreign: true })],
    ['without its list', issue('No cluster is locked.')],
    ['signed with another key', issue(lockMarker(createSigner({ secret: 'two' }), 1, []))],
    ['of another repository', issue(lockMarker(signer, 2, []))],
    ['with two lists', issue(`${marker}\n${lockMarker(signer, 1, [])}`)],
    ['with a list of another form', issue(signer.mark('locks', 1, { locks: [{ cluster: 'shop' }] }))],
  ])('%s is not believed, and keeps everybody out', (_, given) => {
    const book = readLockBook(signer, 1, [given]);
    expect(book).toEqual({ state: 'unreadable', issue: 7 });
    expect(lockFinding(book, 'shop', ada.id)?.code).toBe('lock/unreadable');
  });

  test('shows reasons as inert text', () => {
    const hostile = {
      ...shop,
      reason: '@acme/all <!-- x --> | [a](https://evil.example) ghp_0123456789abcdefghijklmnopqrstuvwxyzAB',
    };
    for (const shown of [lockIssueBody([hostile], 0), locksReply([hostile], [], since + 60_000)]) {
      expect(shown).not.toContain('@acme');
      expect(shown).not.toContain('<!--');
      expect(shown).toContain('\\[a\\]');
      expect(shown).not.toContain('ghp_0123456789');
    }
  });

  test('stays within what GitHub takes, with every lock in its list', () => {
    // A list that repeats itself would be packed to less.
    const noise = (index: number) => createHash('sha512').update(String(index)).digest('base64');
    const many = Array.from({ length: 200 }, (_, index) => ({
      ...shop,
      cluster: `c${index}-${createHash('sha256').update(String(index)).digest('hex')}`.slice(0, 63),
      reason: `${noise(index)}${noise(-index)}`,
    }));
    const long = lockMarker(signer, 1, many);
    expect(long.length).toBeGreaterThan(longestList);
    const body = `${lockIssueBody(many, long.length)}\n${long}`;
    expect(body.length).toBeLessThan(65_535);
    const book = readLockBook(signer, 1, [issue(body)]);
    expect(book.state === 'read' && book.locks).toHaveLength(200);
  });

  test.each([undefined, null, {}, { locks: 'x' }, { locks: [{}] }, { locks: [{ ...shop, since: 'now' }] }])(
    'of %j holds no list',
    (payload) => {
      expect(decodeLocks(payload)).toBeUndefined();
    },
  );
});
