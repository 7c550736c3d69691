import nock from 'nock';

// Every suite stays on this machine: a call that leaves loopback fails loudly.
nock.disableNetConnect();
nock.enableNetConnect((host) => /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host));
