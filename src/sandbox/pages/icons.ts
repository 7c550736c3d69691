import type { Html } from './html.ts';

const ring = '<circle cx="8" cy="8" r="6.2"/>';
const ends = '<circle cx="4" cy="3.4" r="1.8"/><circle cx="4" cy="12.6" r="1.8"/>';

/** Line drawings on a field of 16 by 16. */
const drawings = {
  'issue-open': `${ring}<circle cx="8" cy="8" r="1.4" fill="currentColor" stroke="none"/>`,
  'issue-closed': `${ring}<path d="M5.2 8.2l2 2 3.6-4.2"/>`,
  'pull-open': `${ends}<circle cx="12" cy="12.6" r="1.8"/><path d="M4 5.2v5.6M12 10.8V6.2a2 2 0 0 0-2-2H7.6M9.4 2.2l-2 2 2 2"/>`,
  'pull-draft': `${ends}<circle cx="12" cy="12.6" r="1.8"/><path d="M4 5.2v5.6M12 3.4v1.4M12 7.6V9"/>`,
  'pull-merged': `${ends}<circle cx="12" cy="9" r="1.8"/><path d="M4 5.2v5.6M4 5.4C4.2 8 6.6 9 10.2 9"/>`,
  'pull-closed': `${ends}<circle cx="12" cy="12.6" r="1.8"/><path d="M4 5.2v5.6M12 10.8V7.4M10.2 2.2l3.6 3.6M13.8 2.2l-3.6 3.6"/>`,
  success: '<path d="M3 8.6l3.4 3.4L13 4.6"/>',
  failure: '<path d="M4 4l8 8M12 4l-8 8"/>',
  neutral: '<rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor" stroke="none"/>',
  skipped: `${ring}<path d="M5 11l6-6"/>`,
  cancelled: `${ring}<path d="M5 8h6"/>`,
  attention: '<path d="M8 2.2l6.4 11.4H1.6zM8 6.6v3.2M8 11.6v.2"/>',
  progress:
    '<circle cx="8" cy="8" r="6.2" stroke-dasharray="29 10"/><circle cx="8" cy="8" r="2.2" fill="currentColor" stroke="none"/>',
  queued: '<circle cx="8" cy="8" r="4" fill="currentColor" stroke="none"/>',
  commit: '<circle cx="8" cy="8" r="2.8"/><path d="M1.4 8h3.6M11 8h3.6"/>',
  branch: `${ends}<circle cx="12" cy="4.8" r="1.8"/><path d="M4 5.2v5.6M12 6.6c0 2.4-3 2.6-6.4 3"/>`,
  book: '<path d="M3.4 12.6V3.2a1.4 1.4 0 0 1 1.4-1.4h7.8v12.4H5a1.6 1.6 0 0 1 0-3.2h7.6"/>',
  folder: '<path d="M1.8 12.8V3.6h4.4l1.6 1.8h6.4v7.4z" fill="currentColor"/>',
  file: '<path d="M3.6 1.8h5.8l3 3v9.4H3.6zM9.2 1.8v3.2h3.2"/>',
  comment: '<path d="M2 2.6h12v8.6H8.2L5.2 14v-2.8H2z"/>',
  link: '<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L8.2 4.1M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7l.9-.9"/>',
  lock: '<rect x="3.2" y="7" width="9.6" height="7" rx="1"/><path d="M5.2 7V5a2.8 2.8 0 0 1 5.6 0v2"/>',
} as const;

export type IconName = keyof typeof drawings;

/** A drawing that says nothing of its own; the text beside it does. */
export function icon(name: IconName, kind: string = name): Html {
  return {
    markup: `<svg class="icon icon-${kind}" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawings[name]}</svg>`,
  };
}
