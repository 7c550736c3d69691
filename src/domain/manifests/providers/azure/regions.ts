/** Locations of the public cloud that take new clusters. Source: Azure, "List of Azure regions", programmatic names. */
export const azureRegions: readonly string[] = [
  'australiacentral',
  'australiaeast',
  'australiasoutheast',
  'austriaeast',
  'belgiumcentral',
  'brazilsouth',
  'canadacentral',
  'canadaeast',
  'centralindia',
  'centralus',
  'chilecentral',
  'denmarkeast',
  'eastasia',
  'eastus',
  'eastus2',
  'francecentral',
  'germanywestcentral',
  'indonesiacentral',
  'israelcentral',
  'italynorth',
  'japaneast',
  'japanwest',
  'koreacentral',
  'koreasouth',
  'malaysiawest',
  'mexicocentral',
  'newzealandnorth',
  'northcentralus',
  'northeurope',
  'norwayeast',
  'polandcentral',
  'qatarcentral',
  'southafricanorth',
  'southcentralus',
  'southeastasia',
  'southindia',
  'spaincentral',
  'swedencentral',
  'switzerlandnorth',
  'uaenorth',
  'uksouth',
  'ukwest',
  'westcentralus',
  'westeurope',
  'westindia',
  'westus',
  'westus2',
  'westus3',
];

const withoutZones: readonly string[] = [
  'australiacentral',
  'australiasoutheast',
  'canadaeast',
  'koreasouth',
  'northcentralus',
  'southindia',
  'ukwest',
  'westcentralus',
  'westindia',
  'westus',
];

/** Whether a location is known to have availability zones. Source: the same list. */
export function hasZones(region: string): boolean {
  return azureRegions.includes(region) && !withoutZones.includes(region);
}

/** The form of a location's programmatic name: one word. */
export const azureRegionShape = /^[a-z]{4,25}\d?$/;
