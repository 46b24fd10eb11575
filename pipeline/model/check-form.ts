import type { z } from 'zod'
import { findFormFaults } from './find-form-faults.ts'
import { formSchema, type Form } from './form.ts'
import { ok, refuse, type Result } from './result.ts'

/** One thing that is wrong with a form file: where (`pages[1].fields[3].box`, empty for the whole file) and what, in Russian. */
export interface FormProblem {
  readonly path: string
  readonly message: string
}

/** How many pages each blank beside the form has; null when the file is missing or cannot be opened. */
export type BlankPages = ReadonlyMap<string, number | null>

/** A form file's JSON → the form, or all that is wrong with it. Give `blanks` to have the blank pages checked too. */
export function parseForm(json: unknown, blanks?: BlankPages): Result<Form, readonly FormProblem[]> {
  const parsed = formSchema.safeParse(json)
  if (!parsed.success) return refuse(parsed.error.issues.flatMap((issue) => inWords(issue, json)))
  const problems = findFormFaults(parsed.data, blanks)
  return problems.length > 0 ? refuse(problems) : ok(parsed.data)
}

/** What is wrong with a form file, field by field; empty when nothing is. */
export function checkForm(json: unknown, blanks?: BlankPages): readonly FormProblem[] {
  const parsed = parseForm(json, blanks)
  return parsed.ok ? [] : parsed.reason
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'текст в кавычках', number: 'число', int: 'целое число', array: 'список в [ ]', tuple: 'список в [ ]', object: 'объект в { }', boolean: 'true или false',
}
const KINDS = 'header, code, barcode, score, total, mark, answer или redact'

/** A schema's complaint as a person can act on it. */
function inWords(issue: z.core.$ZodIssue, json: unknown): FormProblem[] {
  const path = pathOf(issue.path)
  const say = (message: string): FormProblem[] => [{ path, message }]
  const given = valueAt(json, issue.path)
  const missing = given === undefined
  switch (issue.code) {
    case 'invalid_type':
      return say(missing ? `не указано; нужно ${TYPE_NAMES[issue.expected] ?? issue.expected}` : `нужно ${TYPE_NAMES[issue.expected] ?? issue.expected}, а стоит ${shown(given)}`)
    case 'invalid_value': {
      const allowed = issue.values.map((value) => JSON.stringify(value)).join(' или ')
      return say(path === 'formVersion' ? `читается только версия 1 файла формы, а стоит ${shown(given)}` : `нужно ${allowed}, а стоит ${shown(given)}`)
    }
    case 'invalid_union': return say(`вид поля (kind) – ${KINDS}${missing ? '; он не указан' : `, а стоит ${shown(valueAt(given, ['kind']) ?? given)}`}`)
    case 'invalid_format': return say(path === 'id' ? 'только строчные латинские буквы, цифры и дефис, например physics-7-2023' : `неверная запись: ${shown(given)}`)
    case 'too_small': return say(issue.origin === 'array' ? `в списке должно быть не меньше ${issue.minimum}` : issue.origin === 'string' ? 'не может быть пустым'
      : `должно быть ${issue.inclusive === false ? 'больше' : 'не меньше'} ${issue.minimum}, а стоит ${shown(given)}`)
    case 'too_big': return say(issue.origin === 'array' ? `в списке должно быть не больше ${issue.maximum}` : issue.origin === 'string' ? `не длиннее ${issue.maximum} знаков`
      : `должно быть не больше ${issue.maximum}, а стоит ${shown(given)}`)
    case 'unrecognized_keys': return say(`неизвестные поля: ${issue.keys.join(', ')}`)
    default: return say(`неверное значение: ${shown(given)}`)
  }
}

/** `pages[1].fields[3].box`: as programs and people both write it; counts from 0 as the file's lists do. */
function pathOf(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '')
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined), json)
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'ничего'
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
