export const c_wizard_Height = {
  "name": "--pf-v6-c-wizard--Height",
  "value": "initial",
  "var": "var(--pf-v6-c-wizard--Height)"
};
export default c_wizard_Height;
