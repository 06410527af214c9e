export const c_date_picker__input_c_form_control_Width = {
  "name": "--pf-v6-c-date-picker__input--c-form-control--Width",
  "value": "calc(11 * 1ch + calc(2rem + 0.5rem))",
  "var": "var(--pf-v6-c-date-picker__input--c-form-control--Width)"
};
export default c_date_picker__input_c_form_control_Width;
