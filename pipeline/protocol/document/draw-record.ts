import type { DocumentText } from './blocks.ts'
import type { GuessChances } from '../../draw/guess-chances.ts'
import { countOf, longDate, plural, WORKS } from './russian.ts'

/** A draw as its minutes tell it. What would say who grades what while marking goes on is null. */
export interface DrawRecord {
  readonly campaign: string
  readonly municipality: string
  readonly formTitle: string
  /** `2026-05-12` and `09:30`. */
  readonly date: string
  readonly time: string
  readonly conductedBy: string
  readonly works: number
  readonly assignments: number
  readonly graders: number
  readonly minYears: number
  readonly reciprocity: 'allowed' | 'forbidden'
  readonly schools: readonly { readonly name: string; readonly works: number; readonly commitment: string | null; readonly revealed: boolean }[]
  readonly experts: readonly { readonly name: string; readonly school: string; readonly works: number }[]
  readonly algorithm: string
  readonly manifestSha256: string
  /** When the inputs were published; null when the number was only agreed on. */
  readonly frozenAt: { readonly date: string; readonly time: string } | null
  /** SHA-256 of the seed: fixes it without telling it. */
  readonly seedSha256: string
  readonly seed: string | null
  readonly dice: string | null
  readonly chances: GuessChances | null
}

/** Акт жеребьёвки: who was drawn from, by which published inputs and rules, and how anybody can repeat it. Names no work and no pair of work and expert. */
export function drawRecordText(record: DrawRecord): DocumentText {
  const loads = record.experts.map((one) => one.works)
  const [least, most] = [Math.min(...loads), Math.max(...loads)]
  return {
    title: `Акт жеребьёвки. ${record.formTitle}`,
    landscape: false,
    blocks: [
      { type: 'title', text: 'АКТ ЖЕРЕБЬЁВКИ', subtitle: `распределения работ между экспертами от ${longDate(record.date)}, ${record.time}` },
      { type: 'facts', rows: [
        { label: 'Муниципалитет', value: record.municipality }, { label: 'Перепроверка', value: record.campaign }, { label: 'Работа', value: record.formTitle },
        { label: 'Распределено', value: `${countOf(record.works, WORKS)}, ${record.assignments}\u00a0${plural(record.assignments, ['назначение', 'назначения', 'назначений'])}` },
        { label: 'Независимых проверок каждой работы', value: String(record.graders) },
      ] },
      { type: 'heading', text: 'Правила' },
      { type: 'paragraph', text: 'Эксперт не проверяет работы школ, где работает (в том числе по совместительству), и школ, с которыми объявил конфликт интересов; у экспертов одной работы разные школы; '
        + `предмет эксперта совпадает, стаж не меньше ${record.minYears}\u00a0лет; пределы нагрузки соблюдены; нагрузка распределена поровну`
        + `${record.reciprocity === 'forbidden' ? '; школы не проверяют работы друг друга' : ''}. Каждое назначение проверено второй, независимой программой: нарушений нет.` },
      { type: 'heading', text: 'Опись и зерно' },
      { type: 'facts', rows: [
        { label: 'Алгоритм', value: record.algorithm },
        { label: 'SHA-256 описи', value: inGroups(record.manifestSha256) },
        { label: 'Опись опубликована', value: record.frozenAt ? `${longDate(record.frozenAt.date)}, ${record.frozenAt.time}` : 'заранее не публиковалась: число названо участниками' },
        { label: 'SHA-256 зерна', value: inGroups(record.seedSha256) },
        { label: 'Кости (20 цифр)', value: record.dice ?? (record.seed === null ? 'будут названы, когда закончится проверка' : 'не бросали') },
        { label: 'Зерно', value: record.seed === null ? 'будет опубликовано, когда закончится проверка: по нему видно, кто какую работу проверяет' : inGroups(record.seed) },
      ] },
      { type: 'heading', text: 'Школы, чьи работы распределены' },
      { type: 'table', table: {
        sizePt: 8.5, columns: [{ header: 'Школа', widthMm: 62, align: 'left' }, { header: 'Работ', widthMm: 14, align: 'right' }, { header: 'Отпечаток числа школы; раскрыто ли', widthMm: 102, align: 'left' }],
        rows: record.schools.map((school) => [school.name, String(school.works), school.commitment === null ? 'не присылала' : `${inGroups(school.commitment)}${school.revealed ? ', раскрыто' : ', не раскрыто: не учтено'}`]),
      } },
      { type: 'heading', text: 'Эксперты и нагрузка' },
      { type: 'table', table: {
        sizePt: 9, columns: [{ header: 'Эксперт', widthMm: 80, align: 'left' }, { header: 'Школа', widthMm: 80, align: 'left' }, { header: 'Работ', widthMm: 18, align: 'right' }],
        rows: record.experts.map((expert) => [expert.name, expert.school, String(expert.works)]),
      } },
      { type: 'paragraph', text: `Наименьшая нагрузка ${least}, наибольшая ${most}. Повторить жеребьёвку может каждый: страница проверки, опись и таблица опубликованы на странице «Открытая жеребьёвка» этой программы.` },
      ...record.chances === null ? [] : [{ type: 'paragraph' as const, text: `Не зная зерна, школа назвала бы эксперта своей работы верно не чаще, чем в ${perCent(record.chances.expertOfWork)} случаев, эксперт школу работы — `
        + `не чаще, чем в ${perCent(record.chances.schoolOfWork)} (пробных жеребьёвок по тем же описи и правилам: ${record.chances.draws}).` }],
      { type: 'signatures', lines: [{ role: 'Жеребьёвку провёл', name: record.conductedBy }, { role: 'Присутствовали', name: '' }, { role: '', name: '' }] },
    ],
  }
}

const perCent = (share: number): string => `${Math.round(100 * share)}\u00a0%`

/** Sixty-four digits in groups of eight can be compared by eye. */
const inGroups = (text: string): string => (/^[0-9a-f]{64}$/.test(text) ? text.replace(/(.{8})(?=.)/g, '$1 ') : text)
