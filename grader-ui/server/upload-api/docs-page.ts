/** The parts of an OpenAPI document that the page shows. */
interface ApiDocument { readonly info: { readonly title: string; readonly description?: string }; readonly paths?: Readonly<Record<string, unknown>> }

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

/** The description of the upload API as a page for people, made from its OpenAPI document, with commands to copy. */
export function docsPage({ api, publicUrl }: { readonly api: unknown; readonly publicUrl: string }): string {
  const { info, paths = {} } = api as ApiDocument
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods as Record<string, { summary?: string }>)
    .map(([method, { summary }]) => `<tr><td><code>${escaped(method.toUpperCase())}</code></td><td><code>${escaped(path)}</code></td><td>${escaped(summary ?? '')}</td></tr>`))
  const command = (text: string): string => `<pre><code>${escaped(text)}</code></pre>`
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(info.title)}</title>
<link rel="stylesheet" href="/api/v1/docs.css"></head><body><main><h1>${escaped(info.title)}</h1><p>${escaped(info.description ?? '')}</p>
<h2>Отправить скан</h2>${command(`curl -H "Authorization: Bearer КЛЮЧ" -F file=@7А.pdf ${publicUrl}/api/v1/files`)}
<p>Ответ называет каждый файл: <code>accepted</code> — принят, <code>already-here</code> — такой файл уже есть, <code>refused</code> — не принят, и почему. Повторная отправка ничего не портит.</p>
<h2>Отправить форму сбора результатов</h2>${command(`curl -H "Authorization: Bearer КЛЮЧ" -F file=@физика.xlsx ${publicUrl}/api/v1/results-forms`)}
<h2>Наблюдать за папкой</h2>${command(`sverka watch ПАПКА --server ${publicUrl} --key-file ФАЙЛ_С_КЛЮЧОМ`)}
<h2>Большой файл по плохой связи</h2><p>Адрес <code>/api/v1/uploads</code> понимает протокол <a href="https://tus.io/protocols/resumable-upload">tus 1.0</a>: прерванная отправка продолжается с того же места.</p>
<h2>Все адреса</h2><table><thead><tr><th>Метод</th><th>Адрес</th><th>Что делает</th></tr></thead><tbody>${routes.join('')}</tbody></table>
<p><a href="/api/v1/openapi.json">openapi.json</a> — то же для программ.</p></main></body></html>`
}

export const DOCS_STYLE = `:root{color-scheme:light dark;font:16px/1.5 'PT Sans','Segoe UI',system-ui,sans-serif}main{max-width:54rem;margin:2rem auto;padding:0 1rem}
pre{padding:.8rem;border:1px solid #8886;border-radius:8px;overflow:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8886}`
