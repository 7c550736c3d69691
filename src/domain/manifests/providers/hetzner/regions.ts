/** Locations of Hetzner Cloud: those that the schema of HetznerCluster allows, which refuses all others. */
export const hetznerLocations: readonly string[] = ['fsn1', 'nbg1', 'hel1', 'ash', 'hil', 'sin'];

/** Locations in Europe, which have server types that the others have not. */
export const europeanLocations: readonly string[] = ['fsn1', 'nbg1', 'hel1'];
