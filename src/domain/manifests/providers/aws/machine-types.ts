import type { Finding } from '../../../finding.ts';
import { didYouMean } from '../../../text/suggest.ts';

/**
 * Instance families as of August 2026, by series. A family that is not here but has the form of one is let through with a
 * warning, because AWS adds several a year.
 */
const families: readonly string[] = [
  ...words(
    'a1 c4 c5 c5a c5ad c5d c5n c6a c6g c6gd c6gn c6i c6id c6in c7a c7g c7gd c7gn c7i c7i-flex c8a c8g c8gd c8gn c8i c8i-flex',
  ),
  ...words(
    'm4 m5 m5a m5ad m5d m5dn m5n m5zn m6a m6g m6gd m6i m6id m6idn m6in m7a m7g m7gd m7i m7i-flex m8a m8g m8gd m8i m8i-flex',
  ),
  ...words(
    'r4 r5 r5a r5ad r5b r5d r5dn r5n r6a r6g r6gd r6i r6id r6idn r6in r7a r7g r7gd r7i r7iz r8a r8g r8gb r8gd r8gn r8i r8i-flex',
  ),
  ...words(
    't2 t3 t3a t4g d2 d3 d3en h1 i2 i3 i3en i4g i4i i7i i7ie i8g i8ge im4gn is4gen x1 x1e x2gd x2idn x2iedn x2iezn x8g z1d',
  ),
  ...words(
    'dl1 dl2q f1 f2 g4ad g4dn g5 g5g g6 g6e g6f gr6 gr6f inf1 inf2 p3 p3dn p4d p4de p5 p5e p5en p6-b200 trn1 trn1n trn2 vt1',
  ),
  ...words(
    'hpc6a hpc6id hpc7a hpc7g hpc8a u-3tb1 u-6tb1 u-9tb1 u-12tb1 u-18tb1 u-24tb1 u7i-6tb u7i-8tb u7i-12tb u7in-16tb u7in-24tb u7in-32tb',
  ),
];

const sizes: readonly string[] = [
  ...words(
    'nano micro small medium large xlarge 2xlarge 3xlarge 4xlarge 6xlarge 8xlarge 9xlarge 10xlarge 12xlarge 16xlarge',
  ),
  ...words(
    '18xlarge 24xlarge 32xlarge 36xlarge 48xlarge 56xlarge 96xlarge 112xlarge 224xlarge metal metal-16xl metal-24xl metal-32xl metal-48xl metal-96xl',
  ),
];

const shape = /^([a-z][a-z0-9-]{0,15})\.([a-z0-9-]{1,16})$/;
const familyShape = /^(a|c|d|dl|f|g|gr|h|hpc|i|im|inf|is|m|p|r|t|trn|u|vt|x|z)-?\d{1,2}[a-z]{0,4}(-[a-z0-9]{1,6})?$/;

/** kubeadm refuses a control plane machine with less than two processors or 1,700 MB. */
const tooSmallForControlPlane: readonly string[] = ['nano', 'micro'];

/** Whether a type has the form of an EC2 instance type, with what was probably meant when it has not. */
export function checkAwsMachineType(type: string, role: 'control plane' | 'worker'): readonly Finding[] {
  const [, family, size] = shape.exec(type) ?? [];
  if (family === undefined || size === undefined) {
    return [invalid(`The machine type "${type}" is not of the form family.size.`, type, undefined)];
  }
  if (!sizes.includes(size)) {
    const meant = didYouMean(size, sizes);
    return [invalid(`The machine type "${type}" has no size "${size}".`, type, meant && `${family}.${meant}`)];
  }
  if (role === 'control plane' && tooSmallForControlPlane.includes(size)) {
    return [
      invalid(
        `The machine type "${type}" is too small for a control plane: kubeadm needs two processors and 1,700 MB.`,
        type,
        `${family}.medium`,
      ),
    ];
  }
  if (families.includes(family)) return [];
  const meant = didYouMean(family, families);
  if (!familyShape.test(family)) {
    return [invalid(`AWS has no instance family "${family}".`, type, meant && `${meant}.${size}`)];
  }
  return [
    {
      code: 'cluster/machine-type-invalid',
      severity: 'warning',
      message: `The instance family "${family}" is not known here; it was taken as written.`,
      cure: meant === undefined ? 'Check the spelling.' : `Check the spelling; did you mean "${meant}.${size}"?`,
    },
  ];
}

/** Whether machines of a type have an ARM processor: families with a "g" behind their generation, and a1. */
export function isArm(type: string): boolean {
  return /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(type);
}

/** Whether machines of a type have accelerators whose drivers an image must hold. */
export function acceleratorOf(type: string): 'nvidia' | 'neuron' | undefined {
  if (/^(inf|trn)\d/.test(type)) return 'neuron';
  return /^(g4dn|gr?[5-9]\d?[a-z]*|p\d)/.test(type) ? 'nvidia' : undefined;
}

/** Which image of EKS machines of a type start from, as the provider looks it up. */
export function eksImage(type: string): string {
  return acceleratorOf(type) === 'nvidia' ? 'AmazonLinux2023GPU' : 'AmazonLinux2023';
}

function invalid(message: string, type: string, meant: string | undefined): Finding {
  const cure =
    meant === undefined || meant === type ? 'Use an EC2 instance type such as m6i.large.' : `Did you mean "${meant}"?`;
  return { code: 'cluster/machine-type-invalid', severity: 'error', message, cure };
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
