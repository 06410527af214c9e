export const c_date_picker__input_c_form_control_width_chars = {
  "name": "--pf-v6-c-date-picker__input--c-form-control--width-chars",
  "value": "11",
  "var": "var(--pf-v6-c-date-picker__input--c-form-control--width-chars)"
};
export default c_date_picker__input_c_form_control_width_chars;
