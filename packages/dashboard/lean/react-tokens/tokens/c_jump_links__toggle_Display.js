export const c_jump_links__toggle_Display = {
  "name": "--pf-v6-c-jump-links__toggle--Display",
  "value": "none",
  "var": "var(--pf-v6-c-jump-links__toggle--Display)"
};
export default c_jump_links__toggle_Display;
