import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import type { Me } from '../../api/session.ts'
import { currentUser, get, send } from './api-client.ts'
import { Login } from './login.tsx'
import { LOOKS, look } from './look.ts'
import { language, t } from './text.ts'

const NAVIGATION: Record<Me['role'], readonly (readonly [path: string, title: () => string])[]> = {
  school: [['/', () => t('scans')], ['/doubts', () => t('doubts')], ['/works', () => t('works')], ['/pages', () => t('strayShort')], ['/checks', () => t('checks')], ['/verify', () => t('verification')], ['/papers', () => t('papers')], ['/blind', () => t('blindPages')], ['/draw', () => t('drawNumber')]],
  expert: [['/', () => t('myWorks')]],
  chair: [['/', () => t('protocols')], ['/quality', () => t('qualityTitle')], ['/retention', () => t('keeping')]],
  municipality: [['/', () => t('progressShort')], ['/schools', () => t('schools')], ['/people', () => t('people')], ['/forms', () => t('forms')], ['/sample', () => t('sample')], ['/draw', () => t('drawPage')],
    ['/settings', () => t('settings')], ['/openings', () => t('openings')], ['/audit', () => t('auditLog')]],
}

const LOOK_TEXT = { 'system': 'lookSystem', 'light': 'lookLight', 'dark': 'lookDark', 'contrast': 'lookContrast', 'contrast-dark': 'lookContrastDark' } as const

function Header({ user }: { user: Me }) {
  const [path] = useLocation()
  const section = NAVIGATION[user.role].find(([to]) => to === path) ?? NAVIGATION[user.role][0]!
  useEffect(() => { document.title = `${section[1]()} — ${t('brand')}` }, [path, language.value])
  const logout = async (): Promise<void> => {
    await send('POST', '/api/logout')
    currentUser.value = null
    location.assign('/')
  }
  return (
    <header class="top">
      <Link class="brand" href="/" title={t('toDesk')}><img src="/icon.svg" alt="" width="28" height="28" />{t('brand')}</Link>
      <nav aria-label={t('sections')}>
        {NAVIGATION[user.role].map(([to, title]) => <Link key={to} href={to} aria-current={path === to ? 'page' : undefined}>{title()}</Link>)}
      </nav>
      <span class="who" title={`${user.name}, ${user.placeName}`}>{user.name}<small>{user.placeName}</small></span>
      <span class="look" title={t('look')}><span aria-hidden="true">◐</span>
        <select aria-label={t('look')} value={look.value} onChange={(event) => { look.value = LOOKS[event.currentTarget.selectedIndex]! }}>
          {LOOKS.map((one) => <option key={one} value={one}>{t(LOOK_TEXT[one])}</option>)}
        </select></span>
      <button type="button" class="quiet" lang={language.value === 'ru' ? 'en' : 'ru'} aria-label={language.value === 'ru' ? 'EN: in English' : 'RU: по-русски'}
        onClick={() => { language.value = language.value === 'ru' ? 'en' : 'ru' }}>{language.value === 'ru' ? 'EN' : 'RU'}</button>
      <button type="button" class="quiet" onClick={() => void logout()}>{t('logout')}</button>
    </header>
  )
}

/** Each role's pages come by themselves, and so do the first steps: an expert's tablet loads nothing of the others'. */
const PAGES: Record<Me['role'] | 'first' | 'public', () => Promise<ComponentType<{ readonly user: Me | null }>>> = {
  public: async () => (await import('./public-page.tsx')).PublicPage,
  first: async () => {
    const { FirstLogin } = await import('./first-login.tsx')
    return ({ user }) => <FirstLogin steps={user?.firstSteps ?? []} />
  },
  school: async () => (await import('./school/routes.tsx')).Desk, expert: async () => (await import('./expert/routes.tsx')).Desk,
  chair: async () => (await import('./chair/routes.tsx')).Desk, municipality: async () => (await import('./municipality/routes.tsx')).Desk,
}

function Late({ page, user }: { readonly page: keyof typeof PAGES; readonly user: Me | null }) {
  const [shown, show] = useState<{ readonly Page: ComponentType<{ readonly user: Me | null }> } | 'failed' | null>(null)
  useEffect(() => { PAGES[page]().then((Page) => show({ Page }), () => show('failed')) }, [page])
  if (shown === 'failed') return <p class="problem" role="alert">{t('deskFailed')}</p>
  return shown ? <shown.Page user={user} /> : <p class="empty" role="status">{t('loading')}</p>
}

/** The whole page: login, then the desk of one's role. */
export function App() {
  useEffect(() => { get<Me>('/api/me').then((user) => { currentUser.value = user }, () => { currentUser.value = null }) }, [])
  useEffect(() => { document.documentElement.lang = language.value }, [language.value])
  const [path] = useLocation()
  if (path === '/public') return <Late key="public" page="public" user={null} />
  const user = currentUser.value
  if (user === undefined) return <p class="empty" role="status">{t('loading')}</p>
  if (user === null) return <Login />
  if (user.firstSteps.length > 0) return <Late key="first" page="first" user={user} />
  return <><Header user={user} /><main><Late key={user.role} page={user.role} user={user} /></main></>
}
