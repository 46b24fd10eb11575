import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const ROOMS = ['pipeline', 'storage', 'workers', 'grader-ui', 'fixtures', 'test'] as const

/** Who may import whom: folder → folders. The longest matching folder decides. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'pipeline/model': ['pipeline/model'],
  pipeline: ['pipeline'],
  storage: ['storage', 'pipeline'],
  workers: ['workers', 'storage', 'pipeline', 'grader-ui/server', 'fixtures'],
  'workers/demo': ['workers', 'storage', 'pipeline', 'grader-ui/api', 'fixtures'],
  'grader-ui/api': ['grader-ui/api', 'pipeline/model'],
  'grader-ui/server': ['grader-ui/server', 'grader-ui/api', 'storage', 'pipeline'],
  'grader-ui/server/expert': ['grader-ui/server', 'grader-ui/api', 'storage', 'pipeline'],
  'grader-ui/web': ['grader-ui/web', 'grader-ui/api'],
  fixtures: ['fixtures', 'pipeline'],
  test: [...ROOMS],
}

/** Where in `workers` the fixtures may be used: only the demo shows made-up works. */
const FIXTURES_ONLY_FROM = /^workers\/(demo\/|commands\/demo\.ts)/

/** A library for one purpose is imported in one place. */
const ONE_IMPORTER: Readonly<Record<string, RegExp>> = {
  // Fixtures write the faxes that the codec must read.
  sharp: /^(pipeline\/image\/codec|fixtures\/encode-fax)\.ts$/,
  '@hyzyla/pdfium': /^pipeline\/intake\/render-pdf\.ts$/,
  'tesseract.js': /^pipeline\/read\/header\.ts$/,
  'zxing-wasm': /^pipeline\/read\/barcode\.ts$/,
  '@zxing/library': /^pipeline\/read\/barcode\.ts$/,
  'onnxruntime-node': /^pipeline\/read\//,
  minio: /^storage\/blobs\/s3-blobs\.ts$/,
  bullmq: /^workers\/queue\//,
  '@cj-tech-master/excelts': /^pipeline\/spreadsheet\/workbook\.ts$/,
  '@node-rs/argon2': /^storage\/passwords\.ts$/,
}

/** What `pipeline` may not touch: effects belong to storage and workers. */
const IMPURE_MODULES = /^node:(fs|fs\/promises|net|http|https|http2|dgram|tls|child_process|worker_threads|cluster|os|process|readline|timers)/
const IMPURE_WORDS = /\b(process\.env|Date\.now\(|new Date\(\)|Math\.random\(|setInterval\(|fetch\()/

interface Import { readonly file: string; readonly from: string; readonly typeOnly: boolean }

const filesBelow = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'dist' || entry.name === 'node_modules' ? [] : filesBelow(path)
    return /\.tsx?$/.test(entry.name) ? [path] : []
  })

const files = ROOMS.flatMap(filesBelow)
const source = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const importsOf = (file: string): Import[] =>
  [...source(file).matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g)]
    .map((match) => ({ file, from: (match[2] ?? match[3] ?? match[4])!, typeOnly: match[1] !== undefined }))

const imports = files.flatMap(importsOf)
const target = ({ file, from }: Import): string | null => (from.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), from)) : null)
const ruleFor = (file: string): readonly string[] | undefined => {
  const folder = Object.keys(MAY_IMPORT).filter((name) => file.startsWith(`${name}/`)).sort((a, b) => b.length - a.length)[0]
  return folder === undefined ? undefined : MAY_IMPORT[folder]
}

describe('the house', () => {
  test('has its files under the rooms it was given', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files.filter((file) => !ruleFor(file))).toEqual([])
  })

  test('lets every room import only the rooms it may', () => {
    const breaches = imports.flatMap((one) => {
      const to = target(one)
      if (to === null || to.endsWith('.json') && one.file.startsWith('test/')) return []
      return ruleFor(one.file)!.some((folder) => to.startsWith(`${folder}/`)) ? [] : [`${one.file} → ${to}`]
    })
    expect(breaches).toEqual([])
  })

  test('shows made-up works only in the demo', () => {
    expect(imports.filter((one) => one.file.startsWith('workers/') && target(one)?.startsWith('fixtures/') && !FIXTURES_ONLY_FROM.test(one.file))).toEqual([])
  })

  test('gives the web page nothing but types of the contract', () => {
    expect(imports.filter((one) => one.file.startsWith('grader-ui/web/') && target(one)?.startsWith('grader-ui/api/') && !one.typeOnly)).toEqual([])
  })

  test('gives an expert’s routes no way to identities: of storage they import only the blind view', () => {
    const reached = imports.filter((one) => one.file.startsWith('grader-ui/server/expert/') && !one.typeOnly)
      .flatMap((one) => target(one) ?? []).filter((to) => to.startsWith('storage/queries/'))
    expect(reached).toEqual([])
  })

  test('imports a library for one purpose in one place', () => {
    const breaches = imports.flatMap(({ file, from, typeOnly }) => {
      const library = Object.keys(ONE_IMPORTER).find((name) => from === name || from.startsWith(`${name}/`))
      return !library || typeOnly || file.startsWith('test/') || ONE_IMPORTER[library]!.test(file) ? [] : [`${file} imports ${from}`]
    })
    expect(breaches).toEqual([])
  })

  test('keeps the pipeline pure: no disk, network, clock, randomness or environment', () => {
    const pipeline = files.filter((file) => file.startsWith('pipeline/') && !file.startsWith('pipeline/read/training/'))
    const modules = imports.filter((one) => pipeline.includes(one.file) && IMPURE_MODULES.test(one.from)).map((one) => `${one.file} imports ${one.from}`)
    const words = pipeline.flatMap((file) => {
      const found = IMPURE_WORDS.exec(source(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, ''))
      return found ? [`${file}: ${found[0]}`] : []
    })
    expect([...modules, ...words]).toEqual([])
  })
})
