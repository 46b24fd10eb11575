/** Legal forms and kinds of schools: in every school's name, so they tell nobody. */
const EVERYWHERE = new Set([
  'школа', 'школы', 'лицей', 'гимназия', 'средняя', 'основная', 'начальная', 'общеобразовательная', 'общеобразовательное', 'муниципальное', 'муниципальная', 'бюджетное', 'казённое', 'казенное', 'автономное',
  'учреждение', 'образовательное', 'государственное', 'образования', 'имени', 'района', 'округа', 'города', 'области', 'детский',
])
const LEGAL_FORM = /^(М|Г|Ч)?[А-ЯЁ]{0,4}ОУ\s+/u
/** Shorter words are found by chance. */
const LEAST_LETTERS = 4

const lettersOf = (text: string): string => text.replace(/[^\p{L}\d]/gu, '')

/**
 * What is looked for on a school's blind pages: its name without the legal form, the words of it that are its own, and the school's own list of words to hide; each as
 * it is written and in capitals. Words of fewer than four letters are left out.
 */
export function wordsToFind({ schoolName, hidden }: { readonly schoolName: string; readonly hidden: readonly string[] }): readonly string[] {
  const quoted = /«(.+)»|"(.+)"/u.exec(schoolName)
  const bare = (quoted?.[1] ?? quoted?.[2] ?? schoolName.replace(LEGAL_FORM, '')).trim()
  const own = bare.split(/[\s,.«»"]+/u).filter((word) => /^\p{L}[\p{L}-]+$/u.test(word) && lettersOf(word).length > LEAST_LETTERS && !EVERYWHERE.has(word.toLowerCase()))
  const all = [bare, ...own, ...hidden].map((word) => word.replace(/\s+/gu, ' ').trim()).filter((word) => lettersOf(word).length >= LEAST_LETTERS)
  return [...new Set(all.flatMap((word) => [word, word.toUpperCase()]))]
}
