import { isIP, isIPv4, isIPv6 } from 'node:net';

const dateTime = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;
const duration = /^[-+]?(\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))*$/;

const isCidr = (value: string): boolean => {
  const [address = '', bits, ...rest] = value.split('/');
  const length = Number(bits);
  return rest.length === 0 && /^\d+$/.test(bits ?? '') && isIP(address) !== 0 && length <= (isIPv4(address) ? 32 : 128);
};

const checks: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': (value) => dateTime.test(value) && !Number.isNaN(Date.parse(value)),
  date: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value),
  duration: (value) => value === '0' || duration.test(value),
  ipv4: isIPv4,
  ipv6: isIPv6,
  cidr: isCidr,
  uri: (value) => URL.canParse(value),
  uuid: (value) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(value),
  byte: (value) => /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0,
};

/** Whether a string has a format that the API server enforces; formats that it ignores fit always. */
export const hasFormat = (format: string, value: string): boolean => checks[format]?.(value) ?? true;
