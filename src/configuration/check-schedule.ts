import type { Configuration } from '../domain/access/configuration.ts';
import { isTimeZone } from '../domain/access/time-window.ts';
import { readSelector } from '../domain/fleet/selector.ts';
import { didYouMean } from '../domain/text/suggest.ts';
import type { Conflict } from './check-together.ts';

type Key = Conflict['key'];

/** What is wrong with schedules though each of their values is right by itself. */
export function checkSchedule(configuration: Configuration): readonly Conflict[] {
  const { schedule } = configuration;
  const names = schedule.map(({ name }) => name);
  return schedule.flatMap(({ name, selector, zone, sleep, wake }, index) => {
    const at: Key = ['schedule', index];
    return [
      ...(names.indexOf(name) < index
        ? [
            {
              key: [...at, 'name'],
              message: `schedule has the name "${name}" twice.`,
              cure: 'Give each another name: its issue has it.',
            },
          ]
        : []),
      ...unknownZone(zone, [...at, 'zone']),
      ...(sleep === wake
        ? [
            {
              key: [...at, 'wake'],
              message: `The schedule "${name}" wakes its clusters when it puts them to sleep.`,
              cure: 'Give two times, or leave wake out.',
            },
          ]
        : []),
      ...wrongSelector(name, selector, [...at, 'selector'], configuration),
    ];
  });
}

/** A time zone that there is not, with the one that was probably meant. */
export function unknownZone(zone: string, key: Key): readonly Conflict[] {
  if (isTimeZone(zone)) return [];
  const meant = didYouMean(zone, Intl.supportedValuesOf('timeZone'));
  const cure = meant ? `Did you mean ${meant}?` : 'Use a name of the IANA list, such as Europe/Berlin or UTC.';
  return [{ key, message: `There is no time zone "${zone}".`, cure }];
}

function wrongSelector(name: string, selector: string, key: Key, { environments }: Configuration): readonly Conflict[] {
  const read = readSelector(selector);
  if (!read.ok) return [{ key, message: `The selector of the schedule "${name}" ${read.wrong}.`, cure: read.cure }];
  const known = Object.keys(environments);
  return read.terms
    .filter((term) => /^env(?:ironment)?$/i.test(term.key))
    .flatMap(({ patterns }) => patterns.filter((each) => !each.includes('*') && !known.includes(each)))
    .flatMap((each) => {
      // A label of the Cluster may say an environment that the file does not define.
      const meant = didYouMean(each, known);
      return meant === undefined
        ? []
        : [{ key, message: `There is no environment "${each}".`, cure: `Did you mean ${meant}?` }];
    });
}
