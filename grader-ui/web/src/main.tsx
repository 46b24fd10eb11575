import { render } from 'preact'
import { App } from './app.tsx'
import './style.css'
import './municipality.css'

render(<App />, document.getElementById('app')!)
