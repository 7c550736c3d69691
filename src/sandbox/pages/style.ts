/** The pages' only style sheet: light and dark, phones and wide screens. Text meets WCAG AA on every surface. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #fff; --soft: #f5f7f9; --inset: #eef1f4; --line: #d3d9df; --line-soft: #e3e7eb;
  --text: #1d242c; --quiet: #57606b; --link: #0b62c4; --focus: #0b62c4;
  --green: #1b7a38; --red: #c5222e; --amber: #8f5f00; --purple: #7a4bd0; --grey: #59636e;
  --button: #f5f7f9; --button-hover: #e9edf1; --primary: #1f7f3c; --primary-hover: #1a6e33;
  --added: #dff6e4; --added-strong: #bdebc8; --removed: #ffe9e8; --removed-strong: #ffcfcb; --hunk: #e4f0fd;
  --notice: #eef4fb; --warning: #fff6dc; --failure: #ffecea;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif, "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji";
  color: var(--text); background: var(--page);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1218; --soft: #161b22; --inset: #1f252d; --line: #3a424c; --line-soft: #272e37;
    --text: #e8edf3; --quiet: #9aa4af; --link: #5aa6fa; --focus: #5aa6fa;
    --green: #4cc26a; --red: #fb6a62; --amber: #dba42e; --purple: #b08cf7; --grey: #9aa4af;
    --button: #21272f; --button-hover: #2b323b; --primary: #237a3b; --primary-hover: #1f6c34;
    --added: #12301f; --added-strong: #1c5231; --removed: #3a1a1d; --removed-strong: #6a2528; --hunk: #14273d;
    --notice: #14212f; --warning: #2d2510; --failure: #34181b;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; overflow-wrap: break-word; }
main { flex: 1; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
h1 { font-size: 24px; line-height: 1.3; font-weight: 600; margin: 0 0 12px; }
h2 { font-size: 14px; font-weight: 600; margin: 0; }
h3 { font-size: 14px; margin: 16px 0 8px; }
p { margin: 0; }
ul, ol { margin: 0; padding: 0; list-style: none; }
code, pre, kbd { font-family: var(--mono); font-size: 12px; }
pre { margin: 0; overflow-x: auto; }
.icon { vertical-align: -3px; flex: none; }
.icon-plain, .icon-link, .icon-commit, .icon-book, .icon-lock { color: var(--quiet); }
.tabs .icon, .state .icon { color: inherit; }
.icon-folder { color: #4a8fd8; }
.icon-open, .icon-success, .icon-issue-open { color: var(--green); }
.icon-failure, .icon-closed { color: var(--red); }
.icon-pending { color: var(--amber); }
.icon-merged { color: var(--purple); }
.icon-neutral, .icon-draft { color: var(--grey); }
.quiet { color: var(--quiet); }
.strong { font-weight: 600; }
.plus { color: var(--green); font-weight: 600; }
.minus { color: var(--red); font-weight: 600; }
.pre-line { white-space: pre-line; }
.wrap { overflow-wrap: anywhere; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 8px; top: 8px; z-index: 5; background: var(--page); padding: 8px 12px; }
.top { display: flex; justify-content: space-between; align-items: center; gap: 12px; padding: 12px 24px; background: var(--soft); }
.home { color: var(--text); font-weight: 600; font-size: 15px; }
.viewer { display: flex; align-items: center; gap: 6px; }
.viewer a { color: var(--text); font-weight: 600; }
.bottom { padding: 32px 24px 24px; color: var(--quiet); font-size: 12px; text-align: center; }
.repository-head { background: var(--soft); border-bottom: 1px solid var(--line); padding: 4px 24px 0; }
.repository-name { font-size: 18px; padding: 4px 0 8px; }
.tabs { overflow-x: auto; }
.tabs ul { display: flex; gap: 4px; }
.tabs a { display: block; padding: 8px 10px 10px; color: var(--text); white-space: nowrap; border-bottom: 2px solid transparent; }
.tabs a:hover { background: var(--inset); text-decoration: none; border-radius: 6px 6px 0 0; }
.tabs a:focus-visible { outline-offset: -2px; }
.tabs a[aria-current] { font-weight: 600; border-bottom-color: #d2693c; }
.content > .tabs { border-bottom: 1px solid var(--line); margin-bottom: 20px; }
.count { background: var(--inset); border-radius: 10px; padding: 1px 7px; font-size: 12px; font-weight: 500; }
.content { max-width: 1280px; margin: 0 auto; padding: 24px; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 12px; padding: 0 7px; font-size: 12px; line-height: 18px; color: var(--quiet); font-weight: 500; white-space: nowrap; }
.label { display: inline-block; border-radius: 12px; padding: 0 8px; font-size: 12px; line-height: 20px; font-weight: 500; background: var(--inset); }
.verified { display: inline-block; border: 1px solid var(--green); color: var(--green); border-radius: 12px; padding: 0 7px; font-size: 12px; line-height: 18px; }
.ref { background: var(--hunk); color: var(--link); border-radius: 5px; padding: 2px 6px; overflow-wrap: anywhere; }
.box { border: 1px solid var(--line); border-radius: 6px; background: var(--page); }
.box + .box, p + .box { margin-top: 16px; }
.box-head { display: flex; justify-content: space-between; align-items: center; gap: 8px; padding: 8px 16px; background: var(--soft); border-bottom: 1px solid var(--line); border-radius: 6px 6px 0 0; }
.box-body { padding: 16px; }
.blank { padding: 24px 16px; color: var(--quiet); text-align: center; }
.avatar { display: inline-flex; align-items: center; justify-content: center; width: 20px; height: 20px; font-size: 11px; font-weight: 600; color: #fff; vertical-align: middle; flex: none; line-height: 1; }
.avatar-large { width: 40px; height: 40px; font-size: 18px; vertical-align: middle; }
.avatar-round { border-radius: 50%; } .avatar-square { border-radius: 5px; }
.hue-0 { background: #8a4b9c; } .hue-1 { background: #2f6f4f; } .hue-2 { background: #9c4b3a; }
.hue-3 { background: #2d63a8; } .hue-4 { background: #7a6110; } .hue-5 { background: #3f5f74; }
.author { color: var(--text); font-weight: 600; }
.button { display: inline-block; border: 1px solid var(--line); border-radius: 6px; padding: 5px 14px; font: inherit; font-weight: 500; line-height: 20px; background: var(--button); color: var(--text); cursor: pointer; white-space: nowrap; }
.button:hover { background: var(--button-hover); text-decoration: none; }
.button.primary { background: var(--primary); border-color: var(--primary); color: #fff; }
.button.primary:hover { background: var(--primary-hover); }
.button:disabled { background: var(--inset); border-color: var(--line); color: var(--quiet); cursor: not-allowed; }
.button[aria-disabled] { cursor: progress; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }
input:not([type]), textarea { width: 100%; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--grey); border-radius: 6px; padding: 6px 12px; }
textarea { resize: vertical; line-height: 1.5; min-height: 96px; }
::placeholder { color: var(--quiet); opacity: 1; }
.clone { font-family: var(--mono); font-size: 12px !important; }
.problem { color: var(--red); font-weight: 600; margin-top: 8px; }
.columns { display: grid; grid-template-columns: minmax(0, 1fr) 264px; gap: 24px; }
.sidebar section { padding-bottom: 16px; margin-bottom: 16px; border-bottom: 1px solid var(--line-soft); font-size: 13px; }
.sidebar section:last-child { border-bottom: 0; }
.sidebar h2 { margin-bottom: 8px; font-size: 13px; color: var(--quiet); }
.sidebar .rows .row { padding: 6px 0; border: 0; }
.sidebar .blank { padding: 0; text-align: left; }
.sidebar .button { margin-top: 8px; }
.sidebar li { overflow-wrap: anywhere; }
.people > span { display: inline-block; max-width: 100%; margin-right: 10px; overflow-wrap: anywhere; }
.list-head { display: flex; justify-content: space-between; align-items: center; margin-bottom: 16px; }
.list-head h1 { margin: 0; }
.start, .choices { justify-content: flex-start; } .choices { gap: 16px; }
.choices a { color: var(--quiet); } .choices a[aria-current] { color: var(--text); font-weight: 600; }
.row { display: flex; gap: 8px; padding: 8px 16px; border-top: 1px solid var(--line-soft); }
.rows .row:first-child { border-top: 0; }
.row-text { flex: 1; min-width: 0; }
.row-title { font-size: 15px; color: var(--text); }
.sidebar .row-title { font-size: 13px; }
.row .quiet { font-size: 12px; }
.row-count { white-space: nowrap; }
.files .row a { color: var(--text); min-width: 0; }
.commit-line { justify-content: flex-start; flex-wrap: wrap; }
.commit-title { color: var(--text); }
.commit-tail { margin-left: auto; }
.crumbs { margin-bottom: 16px; overflow-wrap: anywhere; }
.branch-tag { border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; margin-right: 8px; background: var(--button); font-size: 12px; display: inline-block; }
.plain li { padding: 2px 0; }
.message { color: var(--quiet); white-space: pre-wrap; padding: 4px 0; }
.issue-head { margin-bottom: 16px; padding-bottom: 16px; border-bottom: 1px solid var(--line); }
.issue-head:has(+ .tabs) { border-bottom: 0; padding-bottom: 0; }
.issue-head h1 { font-size: 28px; font-weight: 500; margin-bottom: 8px; overflow-wrap: anywhere; }
.issue-head h1 .quiet { font-weight: 300; }
.issue-state { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; color: var(--quiet); }
.state { display: inline-block; color: #fff; border-radius: 16px; padding: 5px 12px; font-weight: 500; line-height: 20px; white-space: nowrap; }
.state-open { background: #1b7a38; } .state-merged { background: #7a4bd0; } .state-closed { background: #c5222e; } .state-draft { background: #59636e; }
.timeline { border-left: 0; position: relative; padding-bottom: 8px; }
.timeline::before { content: ""; position: absolute; left: 72px; top: 0; bottom: 0; width: 2px; background: var(--line-soft); }
.card { display: flex; gap: 16px; margin-bottom: 16px; position: relative; }
.card:target .card-box { border-color: var(--link); }
.card-box { flex: 1; min-width: 0; }
.card .box-head { flex-wrap: wrap; }
.event { display: flex; gap: 12px; margin: 0 0 16px 57px; position: relative; align-items: flex-start; }
.event p { padding-top: 5px; min-width: 0; overflow-wrap: anywhere; color: var(--quiet); }
.event a { color: var(--text); }
.event-mark { width: 32px; height: 32px; border-radius: 50%; background: var(--inset); border: 2px solid var(--page); display: inline-flex; align-items: center; justify-content: center; flex: none; }
.mark .icon { width: 14px; height: 14px; }
.reactions { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 12px; }
.reactions li { border: 1px solid var(--line); border-radius: 14px; padding: 1px 9px; font-size: 12px; background: var(--soft); }
.comment-form { flex: 1; min-width: 0; }
.comment-form label { display: block; margin-bottom: 6px; }
.new-issue textarea, .new-issue input { margin-bottom: 16px; }
.form-foot { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px; margin-top: 8px; }
.hint { font-size: 12px; }
.merge { margin: 0 0 24px 56px; position: relative; }
.merge-row { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center; padding: 12px 16px; border-top: 1px solid var(--line-soft); }
.merge-row:first-child { border-top: 0; }
.merge-row > p { flex: 1; min-width: 0; }
details.merge-row { display: block; padding: 0; }
details.merge-row > summary { display: flex; gap: 12px; align-items: center; padding: 12px 16px; }
details.merge-row > summary::after, .file > summary::after { content: "▾"; color: var(--quiet); margin-left: auto; }
details.merge-row:not([open]) > summary::after, .file:not([open]) > summary::after { content: "▸"; }
.file > summary::after { margin-left: 4px; }
summary { cursor: pointer; }
.run-lines li { display: flex; gap: 8px; align-items: center; padding: 7px 16px; border-top: 1px solid var(--line-soft); background: var(--soft); }
.run-lines li:last-child { border-radius: 0 0 6px 6px; }
.run-text { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.run-link { margin-left: auto; font-size: 12px; }
.icon-pending circle[stroke-dasharray] { transform-origin: 8px 8px; animation: turn 2.4s linear infinite; }
@keyframes turn { to { transform: rotate(360deg); } }
@media (prefers-reduced-motion: reduce) { .icon-pending circle { animation: none !important; } }
.checks { display: grid; grid-template-columns: 232px minmax(0, 1fr); gap: 24px; align-items: start; }
.run-index { position: sticky; top: 16px; }
.run-index a { display: block; padding: 10px 14px; color: var(--text); border-top: 1px solid var(--line-soft); }
.run-index li:first-child a { border-top: 0; }
.run { scroll-margin-top: 12px; }
.run:target { border-color: var(--link); }
.run-list .run + .run { margin-top: 16px; }
.run-head { flex-wrap: wrap; align-items: flex-start; padding: 12px 16px; }
.run-head h2 { font-size: 16px; }
.run-more { margin-top: 12px; }
.run-title { font-size: 16px; font-weight: 600; margin-bottom: 8px; }
.annotation { border: 1px solid var(--line); border-left: 3px solid var(--quiet); border-radius: 6px; padding: 10px 14px; margin: 8px 0; background: var(--notice); overflow-wrap: anywhere; font-family: system-ui, -apple-system, "Segoe UI", sans-serif; font-size: 13px; white-space: normal; }
.annotation-warning { border-left-color: var(--amber); background: var(--warning); }
.annotation-failure { border-left-color: var(--red); background: var(--failure); }
.annotation-head { margin-bottom: 4px; }
.file { margin-top: 16px; }
.file > summary { position: sticky; top: 0; z-index: 1; list-style: none; }
.file:not([open]) > summary { border-bottom: 0; border-radius: 6px; }
.file > .annotation { margin: 8px 16px; }
.file-name { font-family: var(--mono); font-size: 12px; font-weight: 600; overflow-wrap: anywhere; min-width: 0; flex: 1; }
.file-tail { white-space: nowrap; font-size: 12px; }
.file-foot { font-size: 12px; padding: 6px 16px; border-top: 1px solid var(--line-soft); }
.file-foot:empty { display: none; }
.file-index li { padding: 4px 16px; font-family: var(--mono); font-size: 12px; overflow-wrap: anywhere; }
.file-index:not([open]) summary { border-bottom: 0; border-radius: 6px; }
.code-box { overflow-x: auto; }
.code { border-collapse: collapse; width: 100%; font-family: var(--mono); font-size: 12px; line-height: 20px; }
.code td { padding: 0; vertical-align: top; }
.code .number { width: 1%; min-width: 44px; padding: 0 10px; text-align: right; color: var(--quiet); user-select: none; }
.code .number[data-line]::before, .code .number a::before { content: attr(data-line); }
.code .number a { color: inherit; display: block; }
.code .code-text { white-space: pre; padding: 0 12px 0 8px; }
.code tr:target .code-text { background: var(--warning); }
.sign { display: inline-block; width: 14px; color: var(--quiet); user-select: none; }
.line-added .code-text { background: var(--added); } .line-added .number { background: var(--added-strong); color: var(--text); }
.line-removed .code-text { background: var(--removed); } .line-removed .number { background: var(--removed-strong); color: var(--text); }
.line-hunk td { background: var(--hunk); color: var(--quiet); }
.line-note td { color: var(--quiet); }
.code .line-annotation td { padding: 4px 12px; background: var(--soft); }
.line-annotation .annotation { position: sticky; left: 12px; max-width: min(900px, calc(100vw - 96px)); }
.markdown > :first-child { margin-top: 0; } .markdown > :last-child { margin-bottom: 0; }
.markdown + .markdown { margin-top: 16px; padding-top: 16px; border-top: 1px solid var(--line-soft); }
.markdown { overflow-wrap: anywhere; }
.markdown p, .markdown ul, .markdown ol, .markdown pre, .markdown blockquote, .markdown details, .markdown .table-box, .markdown .alert { margin: 0 0 14px; }
.markdown h1, .markdown h2, .markdown h3, .markdown h4, .markdown h5, .markdown h6 { margin: 22px 0 12px; font-weight: 600; line-height: 1.25; font-size: 14px; }
.markdown h1 { font-size: 26px; } .markdown h2 { font-size: 20px; } .markdown h3 { font-size: 17px; }
.markdown h1, .markdown h2 { padding-bottom: 6px; border-bottom: 1px solid var(--line-soft); }
.markdown ul { list-style: disc; padding-left: 26px; } .markdown ol { list-style: decimal; padding-left: 26px; }
.markdown li > ul, .markdown li > ol { margin: 4px 0; }
.markdown li + li { margin-top: 3px; }
.markdown .task { list-style: none; margin-left: -20px; }
.markdown a { text-decoration: underline; text-underline-offset: 2px; }
.markdown a.mention { color: var(--text); font-weight: 600; text-decoration: none; }
.markdown code { background: var(--inset); border-radius: 5px; padding: 2px 5px; }
.markdown kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px; padding: 1px 5px; background: var(--soft); }
.markdown pre { background: var(--soft); border: 1px solid var(--line-soft); border-radius: 6px; padding: 12px 14px; line-height: 1.45; overflow-wrap: normal; }
.markdown pre code { background: none; padding: 0; }
.markdown blockquote { border-left: 4px solid var(--line); padding: 0 14px; color: var(--quiet); }
.markdown hr { border: 0; border-top: 2px solid var(--line); margin: 20px 0; }
.markdown summary { padding: 2px 0; }
.markdown details[open] > summary { margin-bottom: 8px; }
.markdown .table-box { overflow-x: auto; }
.markdown table { border-collapse: collapse; overflow-wrap: normal; }
.markdown th, .markdown td { border: 1px solid var(--line); padding: 5px 12px; text-align: left; overflow-wrap: normal; }
.markdown td code, .markdown th code { white-space: nowrap; }
.markdown th { background: var(--soft); white-space: nowrap; }
.markdown .align-center { text-align: center; } .markdown .align-right { text-align: right; }
.code-added { color: var(--green); } .code-removed { color: var(--red); } .code-hunk { color: var(--link); }
.alert { border-left: 4px solid var(--link); padding: 2px 14px; }
.alert-warning { border-color: var(--amber); } .alert-caution { border-color: var(--red); } .alert-tip { border-color: var(--green); } .alert-important { border-color: var(--purple); }
.markdown .alert-title { font-weight: 600; margin-bottom: 4px; }
.alert > :last-child, .markdown blockquote > :last-child, .markdown li > p:last-child { margin-bottom: 0; }
@media (max-width: 820px) {
  .columns, .checks { grid-template-columns: minmax(0, 1fr); }
  .run-index { position: static; }
  .content { padding: 16px; } .top, .repository-head { padding-left: 16px; padding-right: 16px; }
  .card-side { display: none; } .card { margin-bottom: 12px; }
  .merge { margin-left: 0; } .event { margin-left: 0; }
  .timeline::before { left: 15px; }
  .issue-head h1 { font-size: 22px; }
  .box-body { padding: 12px; } .box-head { padding: 8px 12px; }
  .run-lines li, .merge-row, details.merge-row > summary, .row { padding-left: 12px; padding-right: 12px; }
  .viewer .quiet { display: none; }
  .code .number { min-width: 30px; padding: 0 6px; }
}
`;
