/** What happened to works whose answers could not be cut out, in words for the coordinator and whoever looks after the server; each once. */
export const uncutWords = (errors: readonly string[]): string[] => [...new Set(errors.map(inWords))].sort()

function inWords(error: string): string {
  const death = /recogniser process ended: (\w+)(?:, (.+))?/.exec(error)
  if (death) {
    const how = death[2] === undefined ? '' : ` (${death[2]})`
    if (death[1] === 'memory') return `программе, которая вырезает, не хватило памяти${how}`
    if (death[1] === 'timeout') return `программа, которая вырезает, не уложилась в отведённое время${how}`
    return `программа, которая вырезает, прервалась${how}`
  }
  if (error.includes('not in the blob store')) return 'в хранилище нет изображения страницы'
  if (error.startsWith('Работа прервалась')) return 'сервер останавливался посреди работы'
  return 'ошибка программы, она записана в журнале сервера'
}
