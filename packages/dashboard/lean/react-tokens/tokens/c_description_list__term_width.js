export const c_description_list__term_width = {
  "name": "--pf-v6-c-description-list__term--width",
  "value": "12ch",
  "var": "var(--pf-v6-c-description-list__term--width)"
};
export default c_description_list__term_width;
