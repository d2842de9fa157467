//! E0277: the trait bound `bool: bytemuck::

use single_value_data_sharing::Value;

fn main() {
    let _flag = Value::new(true);
}
