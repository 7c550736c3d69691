/** Settings of which some hold in one region only. */
interface Regional<Place extends object> {
  readonly perRegion?: Readonly<Record<string, Place>>;
  readonly regions?: readonly string[];
}

/** The settings as they hold in a region: what is said for it, else what is said for all. */
export function inRegion<Place extends object, Settings extends Place & Regional<Place>>(
  settings: Settings,
  region: string,
): Settings {
  const { perRegion } = settings;
  return perRegion !== undefined && Object.hasOwn(perRegion, region) ? { ...settings, ...perRegion[region] } : settings;
}

/** Regions of a provider whose regions only the configuration knows; undefined when it names none. */
export function ownRegions({ regions, perRegion }: Regional<object>): readonly string[] | undefined {
  if (regions === undefined && perRegion === undefined) return undefined;
  return [...new Set([...(regions ?? []), ...Object.keys(perRegion ?? {})])];
}
