import { describe, expect, test } from '@jest/globals';
import { decodeConfiguration } from '../../src/configuration/decode.ts';

const written = (more: string) => `
environments: { dev: { clusters: ["dev-*"] } }
schedule:
  - { name: office, selector: env=dev, sleep: "20:00"${more} }
`;
const faultsOf = (text: string) => {
  const read = decodeConfiguration(text);
  return read.state === 'invalid'
    ? read.findings.map(({ place, message, cure }) => `${place?.line}: ${message} ${cure}`)
    : [];
};

describe('a schedule', () => {
  test('is of every day in UTC, woken by people and merged by people unless it says otherwise', () => {
    const read = decodeConfiguration(written(''));
    expect(read.state === 'read' && read.configuration.schedule).toEqual([
      {
        name: 'office',
        selector: 'env=dev',
        zone: 'UTC',
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        sleep: '20:00',
        autoMerge: false,
      },
    ]);
  });

  test.each([
    ['an unknown key', written(', wakes: "07:00"'), '4: There is no key "wakes" in schedule.0. Did you mean wake?'],
    [
      'a time without quotes',
      written(', wake: 7'),
      '4: schedule.0.wake must be a time of day in quotes, such as "20:00", and is 7. Put it in quotes.',
    ],
    [
      'a day that there is not',
      written(', days: [mon, tues]'),
      '4: schedule.0.days.1 must be one of mon, tue, wed, thu, fri, sat, sun, and is "tues". Did you mean tue?',
    ],
    [
      'no day',
      written(', days: []'),
      '4: schedule.0.days must be a list of at least 1 days, and is an empty list. Give a value of the form that the message names.',
    ],
    [
      'a zone that there is not',
      written(', zone: Europe/Brelin'),
      '4: There is no time zone "Europe/Brelin". Did you mean Europe/Berlin?',
    ],
    [
      'a zone like none',
      written(', zone: Somewhere'),
      '4: There is no time zone "Somewhere". Use a name of the IANA list, such as Europe/Berlin or UTC.',
    ],
    [
      'one time for both',
      written(', wake: "20:00"'),
      '4: The schedule "office" wakes its clusters when it puts them to sleep. Give two times, or leave wake out.',
    ],
    [
      'a selector of everything',
      written('').replace('env=dev', '"name=*"'),
      '4: The selector of the schedule "office" does not say which clusters. Name something that they have in common, such as env=staging; * alone, and what they are not, can only narrow that.',
    ],
    [
      'an environment that was misspelt',
      written('').replace('env=dev', 'env=dve'),
      '4: There is no environment "dve". Did you mean dev?',
    ],
    [
      'a name twice',
      `${written('')}  - { name: office, selector: name=a, sleep: "21:00" }\n`,
      '5: schedule has the name "office" twice. Give each another name: its issue has it.',
    ],
  ])('with %s is refused', (_, text, want) => {
    expect(faultsOf(text).map((each) => each.trim())).toEqual([want.trim()]);
  });
});
