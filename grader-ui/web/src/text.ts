import { effect, signal } from '@preact/signals'
import { dictionary } from './dictionary.ts'
import type { chairWords } from './chair/words.ts'
import type { deskWords } from './desk-words.ts'
import type { municipalityWords } from './municipality/words.ts'
import type { publicWords } from './public-words.ts'

export type Language = 'ru' | 'en'

const STORE = 'sverka-language'

export const language = signal<Language>(localStorage.getItem(STORE) === 'en' ? 'en' : 'ru')
effect(() => { localStorage.setItem(STORE, language.value) })

type Words = Readonly<Record<string, readonly [ru: string, en: string]>>
/** A desk's own words come with its pages; here stand those that have come. */
const known = signal<Words>(dictionary)

export type TextKey = keyof typeof dictionary | keyof typeof deskWords | keyof typeof chairWords | keyof typeof municipalityWords | keyof typeof publicWords

/** Adds the words of one desk, so that the others' browsers need not load them. */
export const addWords = (words: Words): void => { known.value = { ...known.peek(), ...words } }

/** The words for a key in the chosen language; `{name}` is replaced from `values`. Empty until the desk whose words they are has come. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const words = known.value[key]?.[language.value === 'ru' ? 0 : 1] ?? ''
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

/** A size of a file as people say it. */
export const fileSize = (bytes: number): string => {
  const isSmall = bytes < 1_048_576
  const digits = isSmall ? 0 : 1
  return `${(bytes / (isSmall ? 1024 : 1_048_576)).toLocaleString(language.value, { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${t(isSmall ? 'kilobytes' : 'megabytes')}`
}

/** A moment of the server as people say it, in the browser's time. */
export const moment = (at: string): string =>
  new Date(at).toLocaleString(language.value, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' })
