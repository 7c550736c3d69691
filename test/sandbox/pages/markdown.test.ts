import { describe, expect, test } from '@jest/globals';
import { renderMarkdown } from '../../../src/sandbox/pages/markdown/main.ts';

const references = {
  mention: (login: string) => (login === 'ada' ? '/ada' : undefined),
  issue: (number: number) => (number === 7 ? '/o/r/issues/7' : undefined),
};
/** One line of markup, without the attributes that every link has. */
const render = (text: string, breaks = true): string =>
  renderMarkdown(text, references, breaks)
    .markup.replaceAll(' rel="nofollow noopener noreferrer"', '')
    .replace(/\n/g, ' ')
    .trim();

describe('Markdown', () => {
  const cases: readonly (readonly [what: string, text: string, markup: string])[] = [
    ['a paragraph', 'one\n\ntwo', '<p>one</p><p>two</p>'],
    ['a heading', '## Plan ##', '<h2>Plan</h2>'],
    ['an underlined heading', 'Plan\n---', '<h2>Plan</h2>'],
    [
      'emphasis',
      '*a* **b** ***c*** ~~d~~',
      '<p><em>a</em> <strong>b</strong> <em><strong>c</strong></em> <del>d</del></p>',
    ],
    ['marks within words', 'snake_case_name 2*3*4', '<p>snake_case_name 2<em>3</em>4</p>'],
    ['marks that pair with nothing', '* a ** b_', '<ul><li>a ** b_ </li></ul>'],
    ['code', '`` a`b `` and `*x*`', '<p><code>a`b</code> and <code>*x*</code></p>'],
    ['fenced code', '```yaml\na: <b>\n\n  c\n```', '<pre tabindex="0"><code>a: &lt;b&gt;    c</code></pre>'],
    ['a fence that nobody ends', '~~~\nx', '<pre tabindex="0"><code>x</code></pre>'],
    [
      'a difference',
      '```diff\n+ a\n- b\n  c\n```',
      '<pre tabindex="0"><code><span class="code-added">+ a</span> <span class="code-removed">- b</span>   c </code></pre>',
    ],
    ['indented code', '    x\n      y', '<pre tabindex="0"><code>x   y</code></pre>'],
    ['a link', '[Plan](/o/r "the plan")', '<p><a href="/o/r" title="the plan">Plan</a></p>'],
    ['a link with parentheses', '[a](http://x/(b))', '<p><a href="http://x/(b)">a</a></p>'],
    ['emphasis within a link', '[**a**](/b)', '<p><a href="/b"><strong>a</strong></a></p>'],
    ['an image as a link', '![logo](https://x.y/z.png)', '<p><a href="https://x.y/z.png">logo</a></p>'],
    ['an address', 'see https://x.y/z?a=1.', '<p>see <a href="https://x.y/z?a=1">https://x.y/z?a=1</a>.</p>'],
    ['an address in angles', '<https://x.y>', '<p><a href="https://x.y">https://x.y</a></p>'],
    ['a known person', 'thanks @ada, @nobody', '<p>thanks <a href="/ada" class="mention">@ada</a>, @nobody</p>'],
    ['an encoded mention', '&#64;ada', '<p>@ada</p>'],
    ['an issue', '#7 and #8', '<p><a href="/o/r/issues/7">#7</a> and #8</p>'],
    ['no issue within a word', 'a#7', '<p>a#7</p>'],
    ['a list', '- a\n- b', '<ul><li>a </li><li>b </li></ul>'],
    ['a nested list', '- a\n  1. b\n  2. c\n- d', '<ul><li>a <ol><li>b </li><li>c </li></ol></li><li>d </li></ul>'],
    ['a loose list', '- a\n\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['a list that begins later', '3. a', '<ol start="3"><li>a </li></ol>'],
    ['a list after a paragraph', 'x\n- a', '<p>x</p><ul><li>a </li></ul>'],
    [
      'tasks',
      '- [x] a\n- [ ] b',
      '<ul class="tasks"><li class="task"><input type="checkbox" disabled="" checked="" aria-label="Done"> a </li><li class="task"><input type="checkbox" disabled="" aria-label="To do"> b </li></ul>',
    ],
    ['a quotation', '> a\n> - b', '<blockquote><p>a</p><ul><li>b </li></ul></blockquote>'],
    [
      'an alert',
      '> [!WARNING]\n> a',
      '<div class="alert alert-warning"><p class="alert-title">Warning</p><p>a</p></div>',
    ],
    ['a rule', 'a\n\n* * *', '<p>a</p><hr>'],
    ['a line break', 'a\nb', '<p>a<br> b</p>'],
    ['escapes', '\\*a\\* \\<b\\> a\\b', '<p>*a* &lt;b&gt; a\\b</p>'],
    ['entities', '&lt;b&gt; &amp;amp; &#x1F680; &nope;', '<p>&lt;b&gt; &amp;amp; 🚀 &amp;nope;</p>'],
    ['a comment', 'a\n\n<!-- marker\nof two lines -->\n\nb', '<p>a</p><p>b</p>'],
    ['a comment in a line', 'a <!-- x -->b', '<p>a b</p>'],
    ['emoji', '👀 🚀', '<p>👀 🚀</p>'],
    [
      'a folded part with Markdown in it',
      '<details open><summary>More of <code>a</code></summary>\n\n**b**\n\n</details>\n\nc',
      '<details open><summary>More of <code>a</code></summary><p><strong>b</strong></p></details><p>c</p>',
    ],
    ['small tags', 'H<sub>2</sub>O <kbd>Ctrl</kbd><br>x', '<p>H<sub>2</sub>O <kbd>Ctrl</kbd><br>x</p>'],
  ];
  test.each(cases)('%s', (_what, text, markup) => {
    expect(render(text)).toBe(markup);
  });

  test('a table, with bars in cells and alignment', () => {
    const markup = render('| a | b |\n|---|--:|\n| `x\\|y` | **2** |\n| 3 |\n\nend');
    expect(markup).toContain('<thead><tr><th>a</th><th class="align-right">b</th></tr></thead>');
    expect(markup).toContain('<tr><td><code>x|y</code></td><td class="align-right"><strong>2</strong></td></tr>');
    expect(markup).toContain('<tr><td>3</td></tr>');
    expect(markup.endsWith('</table></div><p>end</p>')).toBe(true);
  });

  test('in files a single line end is a blank only', () => {
    expect(render('a\nb', false)).toBe('<p>a b</p>');
  });
});

describe('hostile text', () => {
  const inert: readonly string[] = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<details open ontoggle=alert(1)><summary onclick="x">a</summary></details>',
    '<a href="javascript:alert(1)">a</a>',
    '<a href="&#106;avascript:alert(1)">a</a>',
    '<a href="java\tscript:alert(1)">a</a>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](&#106;avascript:alert(1))',
    '[a](<java\u0001script:alert(1)>)',
    '[a](data:text/html,x)',
    '[a](//evil.example)',
    '[a](/\\evil.example)',
    '<https://x"onmouseover="alert(1)>',
    'https://x/"onmouseover="alert(1)',
    '[a](/x"onmouseover="alert(1))',
    '[a](/x "b\\" onmouseover=\\"alert(1)")',
    '<iframe src="https://x"></iframe>',
    '<form action=/x><button>a</button></form>',
    '<style>*{display:none}</style>',
    '<svg><script>alert(1)</script></svg>',
    '<p style="position:fixed" class="merge" id="content">a</p>',
    '```"><script>alert(1)</script>\nx\n```',
    '@ada"><script>alert(1)</script>',
    '<p><!-- --!><script>alert(1)</script>',
    '<sub title="<script>">x</sub>',
  ];
  const known =
    /^(?:\/?(?:p|em|strong|del|code|pre|span|a|ul|ol|li|h[1-6]|div|table|thead|tbody|tr|th|td|details|summary|sub|blockquote)|br|hr|input)$/;
  const allowedAttributes = /^(?:href|rel|title|class|tabindex|role|aria-label|open|start)$/;

  test.each(inert)('is inert: %s', (text) => {
    const { markup } = renderMarkdown(text, references, true);
    for (const [, name = '', attributes = ''] of markup.matchAll(/<([^\s>]+)((?:\s[^>]*)?)>/g)) {
      expect(name).toMatch(known);
      for (const [, attribute = '', value = ''] of attributes.matchAll(/\s([^\s=]+)(?:="([^"]*)")?/g)) {
        expect(attribute).toMatch(allowedAttributes);
        if (attribute === 'href') expect(value).toMatch(/^(?:https?:|mailto:|\/(?![/\\])|#)/);
        if (attribute === 'class') expect(value).toMatch(/^(?:align-|code-|alert|mention|tasks?$|table-box$)/);
      }
    }
  });

  test('what somebody leaves open ends with the comment', () => {
    for (const text of [
      '<details><summary>a',
      '<table><tr><td>',
      '- <sub>a\n\n</li></ul></div></article>',
      '</div></div>',
    ]) {
      const { markup } = renderMarkdown(text, references, true);
      const open: string[] = [];
      for (const [, end, name = ''] of markup.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
        if (end === '') open.push(name);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
    }
  });

  // Each of these takes minutes where work grows with the square of the length or faster.
  const repeated: readonly (readonly [unit: string, count: number])[] = [
    ['[', 65_000],
    ['[a](', 16_000],
    ['[a](b', 13_000],
    ['![a](<', 10_000],
    ['*a ', 20_000],
    ['**a_ ', 13_000],
    ['a*_~', 16_000],
    ['>', 65_000],
    ['- ', 32_000],
    ['1. ', 20_000],
    ['- a\n', 16_000],
    ['`', 65_000],
    ['<!-- ', 13_000],
    ['<p><!-- ', 8_000],
    ['<a ', 20_000],
    ['<a b="', 10_000],
    ['<sub>', 13_000],
    ['<details>\n\n', 5_000],
    ['&', 65_000],
    [' ', 65_000],
    ['#', 65_000],
    ['|a\n|-\n', 10_000],
    ['|-', 32_000],
    ['@a', 32_000],
    ['https://', 8_000],
    ['\\', 65_000],
    ['```\n', 16_000],
    ['x\n=\n', 16_000],
  ];
  test.each(repeated)('takes no time to speak of: %j, %d times', (unit, count) => {
    expect(renderMarkdown(unit.repeat(count), references, true).markup).toBeDefined();
  });
});
