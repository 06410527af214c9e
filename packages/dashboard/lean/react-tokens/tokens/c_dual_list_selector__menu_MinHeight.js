export const c_dual_list_selector__menu_MinHeight = {
  "name": "--pf-v6-c-dual-list-selector__menu--MinHeight",
  "value": "12.5rem",
  "var": "var(--pf-v6-c-dual-list-selector__menu--MinHeight)"
};
export default c_dual_list_selector__menu_MinHeight;
