import { weekdays } from '../domain/access/policy.ts';
import { choice, flag, label, list, pattern, section, zone } from './shapes.ts';

const timeOfDay = () => pattern(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time of day in quotes, such as "20:00"');

const entry = section({
  name: label().describe('Name that its issue and answers show.'),
  selector: pattern(/^[^\s]{1,1000}$/, 'a selector, as commands take it, such as env=dev,name!=dev-db').describe(
    'Which clusters, as commands select them. One that several schedules select belongs to the first.',
  ),
  zone: zone().default('UTC').describe('Time zone of its times; summer time is followed.'),
  days: list(choice(...weekdays), 'days', 1, 7)
    .default([...weekdays])
    .describe('The days on which they are awake; without `wake`, those on which they are put to sleep.'),
  sleep: timeOfDay().describe('When they are put to sleep; on the next day where it is not after `wake`.'),
  wake: timeOfDay().exactOptional().describe('When they are woken; people do it when left out.'),
  autoMerge: flag()
    .default(false)
    .describe(
      'Whether GitHub is asked to merge its pull requests as soon as what the branch requires is met; the repository has to allow auto-merge.',
    ),
});

export const scheduleSection = list(entry, 'schedules', 0, 50)
  .default([])
  .describe('When which clusters hibernate, by pull requests that ClusterOps opens at these times.');
