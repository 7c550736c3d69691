const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** A span of milliseconds as kubectl shows ages: `85s`, `3m20s`, `5h12m`, `4d3h`, `2y10d`. */
export function humanDuration(milliseconds: number): string {
  const span = Math.trunc(milliseconds / second) * second;
  if (span < -second) return '<invalid>';
  if (span < 0) return '0s';
  if (span < 2 * minute) return `${span / second}s`;
  if (span < 10 * minute) return two(span, minute, 'm', second, 's');
  if (span < 3 * hour) return one(span, minute, 'm');
  if (span < 8 * hour) return two(span, hour, 'h', minute, 'm');
  if (span < 2 * day) return one(span, hour, 'h');
  if (span < 8 * day) return two(span, day, 'd', hour, 'h');
  if (span < 2 * year) return one(span, day, 'd');
  if (span < 8 * year) return two(span, year, 'y', day, 'd');
  return one(span, year, 'y');
}

const one = (span: number, unit: number, name: string): string => `${Math.floor(span / unit)}${name}`;

function two(span: number, unit: number, name: string, smaller: number, smallerName: string): string {
  const rest = Math.floor((span % unit) / smaller);
  return rest === 0 ? one(span, unit, name) : `${one(span, unit, name)}${rest}${smallerName}`;
}
