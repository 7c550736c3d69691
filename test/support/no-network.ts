import { afterAll, beforeAll } from '@jest/globals';
import nock from 'nock';

// Every suite stays on this machine: a call that leaves loopback fails loudly.
nock.disableNetConnect();
nock.enableNetConnect((host) => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host));

// Interception is a matter of the whole worker: left in place, it would answer for the next suite, with no mocks. Importing
// nock begins it, and a suite whose tests are all skipped never runs its hooks, so it only stands while tests run.
nock.restore();
beforeAll(() => nock.activate());
afterAll(() => nock.restore());
