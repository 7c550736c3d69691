import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';
import { noSuchType, unknownType } from '../machine-type.ts';

/**
 * Instance families as of August 2026. Source: Elastic Compute Service, "Overview of instance families". One that is not here
 * but has the form of one is let through with a warning.
 */
const families: readonly string[] = [
  ...words(
    'g5 g5ne g5nenp g6 g6a g6e g6h g6r g6se g6t g7 g7a g7h g7ne g7nex g7se g7t g8a g8ae g8i g8ine g8ise g8y g9a g9ae g9i',
  ),
  ...words('c5 c6 c6a c6e c6h c6r c6t c7 c7a c7nex c7se c7t c8a c8ae c8i c8ine c8y c9a c9ae c9i'),
  ...words('r5 r6 r6a r6e r6se r7 r7a r7p r7se r7t r8a r8ae r8i r8y r9a r9ae r9i re6 re6p re7p'),
  ...words(
    'e u1 u2a u2i t5 t6 hfc6 hfg6 hfr6 hfc7 hfg7 hfr7 hfc8i hfg8i hfr8i d1ne d2c d2s d3c d3s i2 i2g i3 i3g i4 i4g i4p i4r i5g',
  ),
  ...words(
    'gn5 gn5i gn6e gn6i gn6v gn7 gn7e gn7i gn7s gn8is gn8v vgn6i vgn7i sgn7i sgn8ia ebmg6 ebmg6e ebmg7 ebmg8i ebmc6 ebmc7 ebmc8i ebmr7',
  ),
];
const sizes: readonly string[] = [
  ...words(
    'small medium large xlarge 2xlarge 3xlarge 4xlarge 6xlarge 7xlarge 8xlarge 10xlarge 12xlarge 13xlarge 14xlarge',
  ),
  ...words('15xlarge 16xlarge 20xlarge 24xlarge 26xlarge 28xlarge 32xlarge 48xlarge 52xlarge 64xlarge 96xlarge metal'),
];
const example = 'ecs.g7.xlarge';

/** Whether a type has the form of an ECS instance type, such as `ecs.g7.xlarge` or `ecs.u1-c1m2.large`. */
export function checkAlibabaMachineType(type: string): readonly Finding[] {
  const [, prefix = '', series = '', variant = '', size = ''] =
    /^(ecs\.)?([a-z]{1,4}\d{0,2}[a-z]{0,4})(-[a-z0-9]{2,8})?\.([a-z0-9]{1,12})$/.exec(type) ?? [];
  if (series === '') return [noSuchType(`The machine type "${type}" is not of the form ecs.family.size.`, example)];
  const meantSeries = families.includes(series) ? series : didYouMean(series, families);
  const meantSize = sizes.includes(size) ? size : didYouMean(size, sizes);
  const meant = meantSeries && meantSize && `ecs.${meantSeries}${variant}.${meantSize}`;
  if (prefix === '')
    return [noSuchType(`The machine type "${type}" is not of the form ecs.family.size.`, example, meant)];
  if (!sizes.includes(size)) return [noSuchType(`The machine type "${type}" has no size "${size}".`, example, meant)];
  return families.includes(series) ? [] : [unknownType(type, meant === undefined ? [] : [meant])];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
