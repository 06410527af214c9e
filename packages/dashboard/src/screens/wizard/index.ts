export { WizardScreen } from './wizard-screen.tsx';
