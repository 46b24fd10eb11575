import { signal } from '@preact/signals'
import { dictionary } from './dictionary.ts'

export type Language = 'ru' | 'en'
export const language = signal<Language>('ru')

export type TextKey = keyof typeof dictionary

/** The words for a key in the chosen language; `{name}` is replaced from `values`. */
export function t(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const words = dictionary[key][language.value === 'ru' ? 0 : 1]
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}
