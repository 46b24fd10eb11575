import type { BlankPages, FormProblem } from './check-form.ts'
import { maxTotal, type BoxMm, type Field, type Form } from './form.ts'
import { canonicalTaskId } from './score.ts'

/** Boxes may touch or share a printed line. */
const TOUCH_MM = 0.5

/** What a form says that cannot be, though every value has its right type. */
export function findFormFaults(form: Form, blanks?: BlankPages): readonly FormProblem[] {
  return [...taskFaults(form), ...borderFaults(form), ...pageFaults(form), ...fieldFaults(form), ...(blanks ? blankFaults(form, blanks) : [])]
}

function* taskFaults(form: Form): Generator<FormProblem> {
  yield* repeated(form.tasks.map(({ id }) => canonicalTaskId(id)), (i, first) => ({
    path: `tasks[${i}].id`, message: `задание «${form.tasks[i]?.id}» уже есть: tasks[${first}] (8(1), 8.1 и 8,1 – одно и то же)`,
  }))
  yield* repeated(form.variants, (i) => ({ path: `variants[${i}]`, message: `вариант «${form.variants[i]}» указан дважды` }))
  const scored = new Set(form.pages.flatMap((page) => page.fields.flatMap((field) => (field.kind === 'score' ? [canonicalTaskId(field.task)] : []))))
  for (const [i, { id }] of form.tasks.entries()) {
    if (!scored.has(canonicalTaskId(id))) yield { path: `tasks[${i}]`, message: `для задания «${id}» нет ни одного поля балла (kind: score)` }
  }
}

function* borderFaults(form: Form): Generator<FormProblem> {
  const borders = form.markBorders
  if (!borders) return
  if (!(borders[3] < borders[4] && borders[4] < borders[5])) {
    yield { path: 'markBorders', message: `границы отметок должны расти: 3 – ${borders[3]}, 4 – ${borders[4]}, 5 – ${borders[5]}` }
  }
  for (const mark of [3, 4, 5] as const) {
    if (borders[mark] > maxTotal(form)) yield { path: `markBorders.${mark}`, message: `граница ${borders[mark]} больше наибольшей суммы баллов ${maxTotal(form)}` }
    if (borders[mark] < 1) yield { path: `markBorders.${mark}`, message: 'граница должна быть не меньше 1' }
  }
}

function* pageFaults(form: Form): Generator<FormProblem> {
  for (const [i, page] of form.pages.entries()) {
    for (const variant of Object.keys(page.variantBlanks ?? {})) {
      const path = `pages[${i}].variantBlanks.${variant}`
      if (!form.variants.includes(variant)) yield { path, message: `варианта «${variant}» нет в списке variants` }
      else if (variant === form.variants[0]) yield { path, message: 'бланк первого варианта указывается в blank' }
    }
    if (page.number !== i + 1) yield { path: `pages[${i}].number`, message: `страницы нумеруются подряд с 1: здесь должно быть ${i + 1}, а стоит ${page.number}` }
  }
  yield* repeated(form.pages.map(({ blank }) => `${blank.file} ${blank.page}`), (i, first) => ({
    path: `pages[${i}].blank`, message: `та же страница бланка, что у pages[${first}]: страницы нельзя будет различить`,
  }))
  for (const kind of ['total', 'mark'] as const) {
    const places = form.pages.flatMap((page, p) => page.fields.flatMap((field, f) => (field.kind === kind ? [`pages[${p}].fields[${f}]`] : [])))
    if (places.length > 1) yield { path: places[1] ?? '', message: `поле ${kind} может быть только одно, первое – ${places[0]}` }
  }
  if (!form.pages.some((page) => page.fields.some(({ kind }) => kind === 'code' || kind === 'barcode'))) {
    yield { path: 'pages', message: 'ни на одной странице нет поля кода участника (kind: code или barcode)' }
  }
}

function* fieldFaults(form: Form): Generator<FormProblem> {
  const known = new Set(form.tasks.map(({ id }) => canonicalTaskId(id)))
  const [width, height] = form.pageSizeMm
  for (const [p, page] of form.pages.entries()) {
    for (const [f, field] of page.fields.entries()) {
      const path = `pages[${p}].fields[${f}]`
      const tasks = field.kind === 'score' ? [field.task] : field.kind === 'answer' ? field.tasks : []
      for (const task of tasks) if (!known.has(canonicalTaskId(task))) yield { path, message: `задания «${task}» нет в списке tasks` }
      const [x, y, w, h] = field.box
      if (x < 0 || y < 0 || x + w > width || y + h > height) {
        yield { path: `${path}.box`, message: `рамка [${field.box.join(', ')}] выходит за край страницы ${width} × ${height} мм` }
      }
      if (field.kind === 'code' && field.cells !== undefined && field.cells !== form.code.digits) {
        yield { path: `${path}.cells`, message: `клеток ${field.cells}, а цифр в коде ${form.code.digits} (code.digits)` }
      }
    }
    yield* overlaps(page.fields, p)
  }
}

/** Two boxes that somebody writes into may not cover each other: their ink could not be told apart. */
function* overlaps(fields: readonly Field[], page: number): Generator<FormProblem> {
  const written = fields.flatMap((field, index) => (['code', 'barcode', 'score', 'total', 'mark'].includes(field.kind) ? [{ field, index }] : []))
  for (const [i, one] of written.entries()) {
    for (const two of written.slice(i + 1)) {
      if (!overlap(one.field.box, two.field.box)) continue
      yield { path: `pages[${page}].fields[${two.index}].box`, message: `рамка поля ${two.field.kind} накрывает поле ${one.field.kind} (fields[${one.index}])` }
    }
  }
}

const overlap = ([x1, y1, w1, h1]: BoxMm, [x2, y2, w2, h2]: BoxMm): boolean =>
  Math.min(x1 + w1, x2 + w2) - Math.max(x1, x2) > TOUCH_MM && Math.min(y1 + h1, y2 + h2) - Math.max(y1, y2) > TOUCH_MM

function* blankFaults(form: Form, blanks: BlankPages): Generator<FormProblem> {
  for (const [i, page] of form.pages.entries()) {
    const named = [['blank', page.blank], ...Object.entries(page.variantBlanks ?? {}).map(([variant, blank]) => [`variantBlanks.${variant}`, blank] as const)] as const
    for (const [path, { file, page: number }] of named) {
      const pages = blanks.get(file) ?? null
      if (pages === null) yield { path: `pages[${i}].${path}.file`, message: `файл бланка «${file}» не найден рядом с формой или не открывается как PDF` }
      else if (number > pages) yield { path: `pages[${i}].${path}.page`, message: `в файле «${file}» страниц ${pages}, страницы ${number} нет` }
    }
  }
}

function* repeated(values: readonly string[], problem: (index: number, first: number) => FormProblem): Generator<FormProblem> {
  for (const [i, value] of values.entries()) {
    const first = values.indexOf(value)
    if (first < i) yield problem(i, first)
  }
}
