//! E0277: the trait bound `String: bytemuck::

use single_value_data_sharing::Value;

fn main() {
    let _name = Value::new(String::from("Ada"));
}
