import type { CauseCode } from './cause.ts';

interface Rule {
  readonly code: CauseCode;
  readonly pattern: RegExp;
  /** Only what the infrastructure provider says: others mean another address by the same words. */
  readonly infrastructure?: true;
}

/** Words of errors that pass by themselves; they look like others (`RequestLimitExceeded` is no quota). */
export const passing =
  /RequestLimitExceeded|throttl|rate ?(?:limit|exceeded)|too many requests|context deadline exceeded|try again/i;

/** Tried in this order, so that the more telling word wins (a quota error of AWS also says "capacity"). */
export const rules: readonly Rule[] = [
  {
    code: 'quota',
    pattern:
      /quota|limit ?exceeded|vcpu ?limit|exceed\S* (?:the |approved )?(?:maximum|limit)|maximum number of|MaximumExceeded|resource_limit_exceeded/i,
  },
  {
    code: 'version',
    pattern:
      /(?:kubernetes|k8s|master|control plane|cluster|node) ?version\b[^;\n]{0,120}(?:not (?:supported|available|valid)|unsupported|invalid)|unsupported (?:kubernetes|k8s|master) ?version|K8sVersionNotSupported|invalid (?:kubernetes|k8s|master) ?version/i,
  },
  {
    code: 'image',
    pattern:
      /(?:\bamis?\b|\bimages?\b|kindest\/node)[^;\n]{0,200}(?:not found|not exist|no match|unavailable)|(?:failed to (?:find|discover|look ?up|pull)|unable to find|no|not find)[^;\n]{0,60} (?:amis?|images?)\b|InvalidAMIID|ImageNotFound|manifest unknown|pull access denied|ErrImagePull|ImagePullBackOff/i,
  },
  {
    code: 'machine-type',
    pattern:
      /(?:instance|machine|vm|server) ?(?:types?|sizes?|flavou?r)\b[^;\n]{0,200}(?:not (?:supported|available|found|exist)|unsupported|invalid)|(?:unsupported|invalid)[^;\n]{0,200}(?:instance|machine|vm|server) ?(?:type|size)|SkuNotAvailable|\bflavor\b[^;\n]{0,60}not (?:found|exist)/i,
  },
  {
    code: 'webhook',
    pattern: /failed calling webhook|no endpoints available for service "[^"]{0,80}webhook/i,
  },
  {
    code: 'credentials',
    pattern:
      /unauthori[sz]ed|access ?denied|not authorized|forbidden|AuthFailure|AADSTS\d|auth(?:entication|orization) ?fail|expired ?token|invalid (?:client|credentials?|token)|no (?:valid )?credential|could not assume role|identit(?:y|ies)\S*(?: \S+){0,4} (?:not found|not exist)|(?:Required|missing|lacks?) [^;\n]{0,80} permission|permission denied|usage of (?:the )?identity/i,
  },
  {
    code: 'capacity',
    pattern:
      /insufficient ?(?:instance ?)?capacity|do not have sufficient|out of capacity|no capacity|stock ?out|ZONE_RESOURCE_POOL_EXHAUSTED|AllocationFailed|no valid host|not enough (?:resources|hosts)|resource_unavailable/i,
  },
  {
    code: 'conflict',
    pattern:
      /already (?:exists|in use|taken|associated|allocated|assigned)|AlreadyExists|ResourceInUse(?!Exception: [^\n]{0,40}currently)|DuplicateResource|uniqueness_error|\bnot unique\b/i,
  },
  {
    code: 'subnet',
    pattern:
      /\bsubnets?\b|InSubnet|InvalidSubnet|\bcidr\b|no (?:free|available) (?:ip )?address|insufficient ?free ?addresses|route ?table/i,
  },
  {
    code: 'topology',
    pattern:
      /^TopologyReconcileFailed|ClusterClass\S* (?:\S+ ){0,3}(?:not found|not exist|is not)|error computing the desired state/i,
  },
  {
    code: 'cni',
    pattern: /cni (?:plugin|config)|network ?plugin ?(?:is )?not ?ready|container runtime network not ready/i,
  },
  {
    code: 'remediation',
    pattern:
      /^TooManyUnhealthy|remediation is not allowed|can(?:no|')t remediate|^RemediationDeferred|^CannotBeRemediated/i,
  },
  {
    code: 'drain',
    pattern: /^DrainingNode|^FailedDrainNode|cannot evict pod|disruption budget/i,
  },
  {
    code: 'bootstrap',
    pattern:
      /bootstrap[^;\n]{0,100}(?:timed? ?out|fail|expired)|NodeStartupTimeout|fail\S* to report startup|did not join|cloud-?init[^;\n]{0,100}fail/i,
  },
  {
    code: 'unreachable',
    infrastructure: true,
    pattern:
      /cannot connect to|connection refused|no route to host|no such host|network is unreachable|i\/o timeout|TLS handshake timeout|x509: /i,
  },
  {
    code: 'connection',
    pattern: /remote connection probe failed|ProbeFailed: (?!Remote connection not established yet)/i,
  },
  {
    code: 'add-on',
    pattern:
      /^HelmInstallOrUpgradeFailed|^HelmReleaseGetFailed|^ValueParsingFailed|^RetrievingResourceFailed|^WrongSecretType|chart [^;\n]{0,120}(?:not found|not exist)|failed to (?:install|upgrade)[^;\n]{0,120}(?:chart|release)/i,
  },
];

/** Causes that the infrastructure itself names: no machine that boots and no controller that tries again makes them pass. */
export const insisting: ReadonlySet<CauseCode> = new Set([
  'quota',
  'image',
  'machine-type',
  'version',
  'credentials',
  'capacity',
  'conflict',
  'subnet',
]);
