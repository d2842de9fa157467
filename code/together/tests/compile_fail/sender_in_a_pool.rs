fn main() -> std::io::Result<()> {
    let (news, _inbox) = queue_usage::bounded::<u32>(8)?;
    process_pool::Pool::new(2, move |tile: u32| news.send(tile).is_ok())?;
    Ok(())
}
