import { cors, crossSite, escape, script, type Markup, type Target } from './markup';

type Encoding = 'application/x-www-form-urlencoded' | 'multipart/form-data' | 'text/plain';

/** A form whose text reads as JSON when it is sent as plain text: the name is its beginning, the value its end. */
function fieldOf(body: string | null): string {
  const text = body ?? '{}';
  const start = text === '{}' ? '{"pad":"' : `${text.slice(0, -1)},"pad":"`;
  return `<input name="${escape(start)}" value="&quot;}">`;
}

function forms(method: 'GET' | 'POST', encoding: Encoding, more = '') {
  return (targets: readonly Target[]) =>
    targets
      .map(({ url, body }, at) => {
        const fields =
          method === 'GET'
            ? [...new URL(url).searchParams]
                .map(([name, value]) => `<input name="${escape(name)}" value="${escape(value)}">`)
                .join('')
            : fieldOf(body);
        return `<iframe name="f${at}"></iframe><form ${more} method="${method}" enctype="${encoding}" target="f${at}" action="${escape(url)}">${fields}</form>`;
      })
      .join('\n') + script('for (const form of document.forms) form.submit();');
}

function form(method: 'GET' | 'POST', encoding: Encoding, more = ''): Markup {
  return {
    name: `form ${method}, ${encoding}${more === '' ? '' : ', no referrer'}`,
    method,
    html: forms(method, encoding, more),
    blockedOnLoopback: crossSite,
    ...(method === 'POST' ? cors : {}),
  };
}

const noReferrer = 'rel="noreferrer"';

/** Forms that send themselves, each into a frame of its own. */
export const selfSentForms: readonly Markup[] = [
  form('GET', 'application/x-www-form-urlencoded'),
  form('GET', 'application/x-www-form-urlencoded', noReferrer),
  form('POST', 'application/x-www-form-urlencoded'),
  form('POST', 'multipart/form-data'),
  form('POST', 'text/plain'),
  form('POST', 'text/plain', noReferrer),
  {
    name: 'form POST of a sandboxed frame, origin null',
    method: 'POST',
    html: (targets) =>
      `<iframe sandbox="allow-scripts allow-forms" srcdoc="${escape(forms('POST', 'text/plain')(targets))}"></iframe>`,
    blockedOnLoopback: crossSite,
    ...cors,
  },
];
