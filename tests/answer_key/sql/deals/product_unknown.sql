-- The product of a deal is one that we sell.
select id from deals where product_id is not null and product_id not in (select "Article" from raw_products where "Article" is not null)
