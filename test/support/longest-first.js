import Sequencer from '@jest/test-sequencer';

/** Begins with the suites that kill bots again and again: begun last, as where no times are known yet, they would be waited for alone. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => path.includes('crash');
    const sorted = [...super.sort(tests)];
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
