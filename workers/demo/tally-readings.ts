import { pageReading, type PageReading, type ReadValue } from '../../pipeline/model/page-reading.ts'
import type { MunicipalScan } from '../../fixtures/municipality-scans.ts'
import type { Municipality } from '../../fixtures/municipality.ts'
import type { Db } from '../../storage/database/database.ts'

/** How many values of one kind were read right, wrong without anybody noticing, and given to a person (of those, how many were proposed right). */
export interface Tally { readonly kind: string; readonly all: number; readonly right: number; readonly wrong: number; readonly refused: number; readonly refusedRight: number }

const KINDS = { page: 'страницы', code: 'коды участников', score: 'баллы', total: 'суммы', mark: 'отметки' } as const

/** Compares the machine's own readings, before any person, with what was really written. */
export async function tallyReadings({ db, municipality, scans }: { readonly db: Db; readonly municipality: Municipality; readonly scans: readonly Pick<MunicipalScan, 'file' | 'school' | 'pages'>[] }): Promise<readonly Tally[]> {
  const rows = await db.selectFrom('page_reading as r').innerJoin('page as p', 'p.id', 'r.page_id').innerJoin('scan_file as f', 'f.id', 'p.file_id')
    .distinctOn(['r.page_id']).select(['f.name', 'p.number', 'r.reading']).orderBy('r.page_id').orderBy('r.seq', 'desc').execute()
  const readings = new Map(rows.map((row) => [`${row.name} ${row.number}`, pageReading.parse(row.reading)]))
  const counts = new Map(Object.keys(KINDS).map((kind) => [kind, { all: 0, right: 0, wrong: 0, refused: 0, refusedRight: 0 }]))
  const count = (kind: keyof typeof KINDS, isRight: boolean, isRefused: boolean): void => {
    const one = counts.get(kind)!
    one.all++
    if (isRefused) { one.refused++; if (isRight) one.refusedRight++ } else if (isRight) one.right++
    else one.wrong++
  }
  for (const scan of scans) {
    for (const [index, page] of scan.pages.entries()) {
      const reading = readings.get(`${scan.file} ${index + 1}`)
      if (page.type !== 'work') {
        count('page', reading?.status === page.type, false)
        continue
      }
      count('page', reading?.form === page.form && reading.formPage === page.formPage, !reading || reading.form === null)
      if (reading?.form !== page.form || reading.formPage !== page.formPage) continue
      const { plan } = municipality.works.find((work) => work.id === page.work)!
      for (const truth of plan.fields.filter((field) => field.page === page.formPage)) {
        const value = readOf(reading, truth)
        if (value) count(truth.kind, value.value === truth.value, value.status === 'review')
      }
    }
  }
  return Object.entries(KINDS).map(([kind, title]) => ({ kind: title, ...counts.get(kind)! }))
}

function readOf(reading: PageReading, truth: { kind: 'code' | 'score' | 'total' | 'mark'; task?: string; box?: number }): ReadValue | undefined {
  return truth.kind === 'score' ? reading.scores?.find((score) => score.task === truth.task && score.box === truth.box) : reading[truth.kind]
}

/** The tallies as a table for a terminal. */
export function tallyTable(tallies: readonly Tally[]): string {
  const row = (cells: readonly (string | number)[]): string => cells.map((cell, index) => (index === 0 ? String(cell).padEnd(18) : String(cell).padStart(14))).join('')
  const share = (part: number, all: number): string => (all === 0 ? '—' : `${part} (${((100 * part) / all).toFixed(1)} %)`)
  return [
    row(['', 'всего', 'верно', 'неверно', 'к человеку', 'из них угадано']),
    ...tallies.map((tally) => row([tally.kind, tally.all, share(tally.right, tally.all), share(tally.wrong, tally.all), share(tally.refused, tally.all), tally.refused === 0 ? '—' : `${tally.refusedRight} из ${tally.refused}`])),
  ].join('\n')
}
