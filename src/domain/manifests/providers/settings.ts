import { type AwsSettings, awsDefaults } from './aws/settings.ts';
import { type AzureSettings, azureDefaults } from './azure/settings.ts';
import { type DevSettings, devDefaults } from './dev/settings.ts';
import { type GcpSettings, gcpDefaults } from './gcp/settings.ts';

/** The part of a configuration that each provider reads. */
export interface ProviderSettings {
  readonly aws: AwsSettings;
  readonly gcp: GcpSettings;
  readonly azure: AzureSettings;
  readonly dev: DevSettings;
}

/** What holds for every key that a configuration leaves out. The order is that in which regions are claimed. */
export const defaultSettings: ProviderSettings = {
  aws: awsDefaults,
  gcp: gcpDefaults,
  azure: azureDefaults,
  dev: devDefaults,
};
