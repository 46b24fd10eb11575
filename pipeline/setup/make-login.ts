const LETTERS: Readonly<Record<string, string>> = {
  а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n', о: 'o', п: 'p', р: 'r', с: 's', т: 't',
  у: 'u', ф: 'f', х: 'kh', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y', ь: '', э: 'e', ю: 'yu', я: 'ya',
}

/** A login that can be read out on the telephone: the surname in Latin letters, numbered when it is taken. Adds it to `taken`. */
export function makeLogin(name: string, taken: Set<string>): string {
  const latin = [...(name.trim().split(/\s+/)[0] ?? '').toLowerCase()].map((letter) => LETTERS[letter] ?? letter).join('').replace(/[^a-z0-9-]/g, '').replace(/^-+|-+$/g, '')
  const stem = latin.length >= 3 ? latin.slice(0, 30) : `user-${latin}`.replace(/-$/, '')
  for (let number = 1; ; number++) {
    const login = number === 1 ? stem : `${stem}${number}`
    if (taken.has(login)) continue
    taken.add(login)
    return login
  }
}

/** A school's login: `school-12` by the first number in its name, else numbered. Adds it to `taken`. */
export function makeSchoolLogin(name: string, taken: Set<string>): string {
  const number = /\d{1,4}/.exec(name)?.[0]
  return makeLogin(number === undefined ? 'school' : `school-${number}`, taken)
}

// No letters or digits that are taken for each other on paper.
const SIGNS = 'abcdefghkmnpqrstuvwxyz23456789'

/** Random bytes → a first password of three groups that can be copied from paper: 12 signs of 30, 58 bits. Needs 24 bytes or more. */
export function makePassword(bytes: Uint8Array): string {
  const limit = 256 - (256 % SIGNS.length)
  const signs = [...bytes].filter((byte) => byte < limit).slice(0, 12).map((byte) => SIGNS[byte % SIGNS.length] as string)
  if (signs.length < 12) throw new Error('too few random bytes for a password')
  return [0, 4, 8].map((from) => signs.slice(from, from + 4).join('')).join('-')
}
