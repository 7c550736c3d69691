import { textDigest } from '../report/digest.ts';
import type { Schedule } from './schedule.ts';

/** Changes when a schedule comes to have other clusters or other times. */
export const timesDigest = ({ autoMerge: _, ...times }: Schedule): string => textDigest(JSON.stringify(times));

/** Changes with anything of it. */
export const scheduleDigest = (schedule: Schedule): string => textDigest(JSON.stringify(schedule));
