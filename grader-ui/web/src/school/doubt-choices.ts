import type { Doubt } from '../../../api/school.ts'

/** One value to answer with; `key` is what is printed on the key that gives it. */
export interface Choice { readonly value: string; readonly key: string }

/** What a page in question is answered with. */
export const PAGE_STAYS = 'use'
export const PAGE_GOES = 'discard'

const LETTERS = ['A', 'B', 'C', 'D', 'E'] as const
const MARKS = ['2', '3', '4', '5'] as const

/** Nobody knows where on the page the field lies: all of it is shown, and nothing is proposed. */
export const isAnywhere = ({ kind, cropPx: [left, top, width, height], widthPx, heightPx }: Doubt): boolean => kind === 'page' || (left === 0 && top === 0 && width === widthPx && height === heightPx)

/** Whether one digit is the whole answer. Where it is not, digits are collected until Enter. */
export const isOneKey = ({ kind, maxScore }: Doubt): boolean => kind === 'mark' || kind === 'variant' || (kind === 'score' && (maxScore ?? 0) <= 9)

/** Every value that one press gives: all there are for a score or a mark, the likeliest or those of the school's list that begin as typed. */
export function choicesOf({ doubt, typed, roster }: { readonly doubt: Doubt; readonly typed: string; readonly roster: readonly string[] }): readonly Choice[] {
  const digits = (values: readonly string[]): Choice[] => values.map((value) => ({ value, key: value }))
  switch (doubt.kind) {
    case 'page': return []
    case 'mark': return [...digits(MARKS), { value: '', key: 'Space' }]
    case 'score':
      if (isOneKey(doubt)) return [...digits(Array.from({ length: (doubt.maxScore ?? 0) + 1 }, (_, score) => String(score))), ...NO_SCORES]
      return [...lettered(doubt), ...NO_SCORES]
    case 'variant': return digits(doubt.candidates.slice(0, 5).map(({ value }) => value))
    case 'total': return [...lettered(doubt), { value: '', key: 'Space' }]
    case 'code': return typed ? roster.filter((code) => code.startsWith(typed)).slice(0, 8).map((value) => ({ value, key: '' })) : lettered(doubt)
  }
}

/** What Enter writes: what was typed, else what was read; a page stays. Null: nothing was read, so there is nothing to confirm. */
export function confirmedBy({ doubt, typed }: { readonly doubt: Doubt; readonly typed: string }): string | null {
  if (doubt.kind === 'page') return PAGE_STAYS
  if (typed) return typed
  const unread = isAnywhere(doubt) || (doubt.value === '' && (doubt.kind === 'code' || doubt.kind === 'variant'))
  return unread ? null : doubt.value
}

const NO_SCORES: readonly Choice[] = [{ value: 'X', key: 'X' }, { value: 'Н/П', key: 'Y' }, { value: '', key: 'Space' }]
const lettered = ({ candidates }: Doubt): readonly Choice[] => candidates.filter(({ value }) => value !== '').slice(0, LETTERS.length).map(({ value }, index) => ({ value, key: LETTERS[index]! }))

/** The value that a pressed key gives at once; keys are taken by place, so that the Russian layout does not matter. Null: none. */
export function choiceOfKey({ key, code, doubt, choices }: { readonly key: string; readonly code: string; readonly doubt: Doubt; readonly choices: readonly Choice[] }): string | null {
  if (doubt.kind === 'page') return code === 'Delete' ? PAGE_GOES : null
  if (doubt.kind === 'code' && code === 'Delete') return PAGE_GOES
  if (/^\d$/.test(key)) return isOneKey(doubt) ? key : null
  const printed = code === 'Space' ? 'Space' : code.replace(/^Key/, '')
  return choices.find((choice) => choice.key === printed)?.value ?? null
}
