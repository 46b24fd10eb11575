import { maxTotal, type Form } from '../../../pipeline/model/form.ts'
import { ok, refuse, type Result } from '../../../pipeline/model/result.ts'
import { canonicalScore, EMPTY, isAllowedScore } from '../../../pipeline/model/score.ts'
import type { Doubt } from '../../api/school.ts'

/** What the answer may be judged by: the question and all that is known around it. */
export interface DoubtContext {
  readonly kind: Doubt['kind']
  readonly task: string | null
  readonly form: Form | null
  /** Codes of the school's results form; empty when there is none yet. */
  readonly roster: readonly string[]
  readonly value: string
}

/** What can be done with a page in question: it takes the place, or is put away. */
export const PAGE_ANSWERS = { use: 'оставить', discard: 'убрать' } as const

/**
 * A person's answer to a doubt → its one spelling, or in words why it cannot stand. Empty is an answer where the teacher may have
 * left the cell empty. A question about a page is answered with the words or keys of `PAGE_ANSWERS` and becomes the key; `discard` also
 * answers a question about a code: nobody's page has no code.
 */
export function checkDoubtValue({ kind, task, form, roster, value }: DoubtContext): Result<string, string> {
  const text = value.trim()
  switch (kind) {
    case 'score': return checkScore({ form, task, text })
    case 'total': return checkTotal(form, text)
    case 'mark': return text === EMPTY || /^[2-5]$/.test(text) ? ok(text) : refuse('Отметка бывает от 2 до 5. Если её нет, оставьте поле пустым.')
    case 'variant': return checkVariant(form, text)
    case 'code': return isDiscard(text) ? ok('discard') : checkCode({ form, roster, code: text })
    case 'page': return checkPage(text)
  }
}

const isDiscard = (text: string): boolean => text === 'discard' || text === PAGE_ANSWERS.discard

function checkPage(text: string): Result<keyof typeof PAGE_ANSWERS, string> {
  if (text === 'use' || text === PAGE_ANSWERS.use) return ok('use')
  return isDiscard(text) ? ok('discard') : refuse('Выберите: оставить страницу или убрать её.')
}

function checkScore({ form, task, text }: { form: Form | null; task: string | null; text: string }): Result<string, string> {
  const score = canonicalScore(text)
  const max = form?.tasks.find((one) => one.id === task)?.maxScore
  if (score === null || max === undefined) return refuse('Балл — это число, X (не приступал) или Н/П (тема не пройдена).')
  return score === EMPTY || isAllowedScore(score, max) ? ok(score) : refuse(`За задание ${task} можно поставить не больше ${max}.`)
}

function checkTotal(form: Form | null, text: string): Result<string, string> {
  const most = form ? maxTotal(form) : 0
  if (text === EMPTY) return ok(text)
  if (!/^\d{1,3}$/.test(text)) return refuse('Сумма — это целое число. Если её нет, оставьте поле пустым.')
  return Number(text) <= most ? ok(String(Number(text))) : refuse(`Сумма не может быть больше ${most}.`)
}

function checkVariant(form: Form | null, text: string): Result<string, string> {
  const variants = form?.variants ?? []
  if (text === EMPTY) return refuse('Укажите вариант.')
  return variants.length === 0 || variants.includes(text) ? ok(text) : refuse(`Такого варианта нет. В бланке есть: ${variants.join(', ')}.`)
}

/** A participant code as a person typed it: as many digits as the form's codes have, and on the school's list where there is one. */
export function checkCode({ form, roster, code }: { readonly form: Form | null; readonly roster: readonly string[]; readonly code: string }): Result<string, string> {
  const text = code.trim()
  const digits = form?.code.digits ?? 5
  if (!/^\d+$/.test(text) || text.length !== digits) return refuse(`Код участника — это ${digits} цифр подряд.`)
  if (roster.length > 0 && !roster.includes(text)) return refuse('Такого кода нет в форме сбора результатов. Проверьте код или загрузите форму, в которой он есть.')
  return ok(text)
}
